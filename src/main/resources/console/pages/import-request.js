/** The requests of an import: its dry run, and its creation. */
import { call, operator } from '../api.js';

/**
 * What the wizard's form has.
 *
 * @typedef {{service: 'pinpoint' | 'personalize' | 'cleanroomsml', app: string, segment: string, segmentName: string,
 *     register: boolean, format: string, dataset: string, mode: string, name: string, user: string, item: string,
 *     time: string, source: 'computer' | 's3', file: File | null, url: string, role: string, folder: string}} Form
 *     segment: '' for none, 'new', or the id of an imported segment
 */

/** @returns {Form} */
export const emptyForm = () => ({
  service: 'pinpoint', app: '', segment: '', segmentName: '', register: true, format: '', dataset: '', mode: 'FULL', name: '',
  user: '', item: '', time: '', source: 'computer', file: null, url: '', role: '', folder: '',
});

/** The format by the name of a file. @param {string} name */
export function formatOf(name) {
  if (/\.(csv|tsv)(\.gz)?$/i.test(name)) return 'CSV';
  return /\.jsonl?(\.gz)?$/i.test(name) ? 'JSON' : '';
}

/** The bucket and the first folder of a URL, which name a table. @param {string} url */
function tableOf(url) {
  const [, bucket, folder] = /^s3:\/\/([^/]+)\/([^/]+)/.exec(url) ?? [];
  return { databaseName: bucket ?? '', tableName: folder ?? '' };
}

const columns = (form) => [[form.user, 'USER_ID'], [form.item, 'ITEM_ID'], [form.time, 'TIMESTAMP']]
  .map(([columnName, type]) => ({ columnName: columnName || type.toLowerCase(), columnTypes: [type] }));

function pinpoint(form, url) {
  return {
    Format: form.format, RegisterEndpoints: form.register, DefineSegment: form.segment !== '',
    ...(form.segment === 'new' && form.segmentName && { SegmentName: form.segmentName }),
    ...(form.segment !== '' && form.segment !== 'new' && { SegmentId: form.segment }),
    ...(url && { S3Url: url, RoleArn: form.role }),
  };
}

function training(form, url) {
  const source = url && { dataSource: { glueDataSource: tableOf(url) } };
  return [{ type: 'INTERACTIONS', inputConfig: { schema: columns(form), ...source } }];
}

const records = (form, url) => ({
  datasetArn: form.dataset, importMode: form.mode, ...(url && { roleArn: form.role, dataSource: { dataLocation: url } }),
});

/**
 * The import as a member of a dry run.
 *
 * @param {Form} form
 * @param {string} url where the file is in S3; empty if the request has its content
 */
export function trial(form, url) {
  if (form.service === 'pinpoint') return { PinpointImport: { ApplicationId: form.app, ...pinpoint(form, url) } };
  if (form.service === 'personalize') return { PersonalizeImport: records(form, url) };
  return { TrainingDataset: { trainingData: training(form, url), ...(url && { roleArn: form.role }) } };
}

/** The first thing that is missing in the form; empty if nothing is. @param {Form} form */
export function missing(form) {
  if (form.service === 'pinpoint' && !form.app) return 'Choose an app.';
  if (form.service === 'personalize' && !form.dataset) return 'Choose a dataset.';
  if (form.source === 'computer' && !form.file) return 'Choose a file.';
  if (form.source === 's3' && !form.url) return 'Enter the place in S3.';
  if (form.source === 's3' && !form.role) return 'Enter the role that may read it.';
  if (form.service === 'pinpoint' && !form.format) return 'Choose the format.';
  return '';
}

/** What only the import itself needs. @param {Form} form */
export function missingToImport(form) {
  if (missing(form)) return missing(form);
  if (!form.role) return 'Enter a role.';
  if (form.source === 'computer' && !form.folder) return 'Enter a folder of S3 for the file.';
  if (form.service !== 'pinpoint' && !form.name) return 'Enter a name.';
  if (form.service === 'pinpoint' && !form.register && form.segment === '') return 'Import endpoints, a segment, or both.';
  return '';
}

async function jobOf(service, arn) {
  const name = arn.split('/').pop();
  for (let attempt = 0; attempt < 20; attempt++) {
    const { Jobs } = await operator.listJobs({ service, text: name, maxResults: 10 });
    const found = Jobs.find((job) => job.ServiceJobId === arn || job.ServiceJobId === name || job.Subject === arn || job.Name === name);
    if (found) return found.JobId;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return '';
}

/**
 * Creates the import.
 *
 * @param {Form} form
 * @param {string} url where the file is in S3
 * @returns {Promise<{job: string, arn: string}>} job: empty if there is none, as reading training data is not a job
 */
export async function create(form, url) {
  if (form.service === 'pinpoint') {
    const body = pinpoint(form, url);
    const made = await call('POST', `/v1/apps/${encodeURIComponent(form.app)}/jobs/import`, { service: 'mobiletargeting', body });
    return { job: made.Id, arn: '' };
  }
  if (form.service === 'personalize') {
    const body = { jobName: form.name, ...records(form, url) };
    const target = 'AmazonPersonalize.CreateDatasetImportJob';
    const { datasetImportJobArn } = await call('POST', '/', { service: 'personalize', target, body });
    return { job: await jobOf('personalize', datasetImportJobArn), arn: datasetImportJobArn };
  }
  const body = { name: form.name, roleArn: form.role, trainingData: training(form, url) };
  const made = await call('POST', '/training-dataset', { service: 'cleanrooms-ml', body });
  return { job: '', arn: made.trainingDatasetArn };
}

/** Trains an audience model, whose job is the one that reads the table. @param {string} name @param {string} dataset */
export async function train(name, dataset) {
  const body = { name, trainingDatasetArn: dataset };
  const made = await call('POST', '/audience-model', { service: 'cleanrooms-ml', body });
  return jobOf('cleanroomsml', made.audienceModelArn);
}

/**
 * The table, the columns and the role of a training dataset, for another one like it.
 *
 * @param {string} arn @param {AbortSignal} signal
 * @returns {Promise<Partial<Form>>}
 */
export async function likeTraining(arn, signal) {
  const path = '/training-dataset/' + encodeURIComponent(arn);
  const { roleArn, trainingData } = await call('GET', path, { service: 'cleanrooms-ml', signal });
  const { schema, dataSource } = trainingData[0].inputConfig;
  const named = (type) => schema.find((column) => column.columnTypes.includes(type))?.columnName ?? '';
  const { databaseName, tableName } = dataSource.glueDataSource;
  return {
    service: 'cleanroomsml', role: roleArn, source: 's3', url: `s3://${databaseName}/${tableName}/`,
    user: named('USER_ID'), item: named('ITEM_ID'), time: named('TIMESTAMP'),
  };
}

/** The role and the bucket of the newest job that has them, as a proposal. @returns {Promise<{role: string, folder: string}>} */
export async function proposal(signal) {
  const { Jobs } = await operator.listJobs({ maxResults: 5 }, signal);
  for (const { JobId } of Jobs) {
    const text = JSON.stringify((await operator.getJob(JobId, signal)).Job.Request ?? {});
    const role = /arn:aws:iam::\d{12}:role\/[^"\\]+/.exec(text)?.[0];
    const bucket = /s3:\/\/([a-z0-9.-]+)/.exec(text)?.[1];
    if (role && bucket) return { role, folder: `s3://${bucket}/imports/` };
  }
  return { role: '', folder: '' };
}
