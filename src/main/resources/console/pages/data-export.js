/**
 * Dialogs that create a job with the service's own operation and go to its page: "Export this" of each service, and what
 * brings data into a revision and a model.
 */
import { html, useState } from '../lib/preact.js';
import { call, operator } from '../api.js';
import { ask, toast } from '../ask.js';
import { Command, Text } from '../parts.js';
import { go } from '../router.js';
import { session } from '../session.js';
import { personalize } from './data-api.js';
import { jobPath } from './data-links.js';
import { cli } from './snippets.js';

const KEPT = 'longshore.export.';
const kept = (name) => sessionStorage.getItem(KEPT + name) ?? '';
const role = () => kept('RoleArn') || `arn:aws:iam::${session()?.Account}:role/`;

/**
 * @typedef {{name: string, label: string, value?: string, hint?: any, pattern?: string, placeholder?: string,
 *     options?: [string, string][]}} Field options: value and title
 */
const ROLE = () => ({
  name: 'RoleArn', label: 'Role', value: role(), pattern: 'arn:[^:]+:iam::\\d{12}:role/.+',
  hint: 'The IAM role under which the job writes to S3. Its settings choose the format of the objects.',
});
const place = (name, hint) => ({
  name, label: 'S3 URL prefix', value: kept('S3UrlPrefix'), placeholder: 's3://bucket/prefix/', pattern: 's3://[^\\/]+.*', hint,
});

/** The fields, and the line of the AWS CLI that does the same. */
function Form({ fields, lead, request }) {
  const [values, setValues] = useState(Object.fromEntries(fields.map((f) => [f.name, f.value ?? f.options?.[0][0] ?? ''])));
  const typed = (event) => setValues({ ...values, [event.target.name]: event.target.value });
  return html`
    <p class="muted">${lead}</p>
    ${fields.map((f) => html`<label class="field">${f.label}
      ${f.options
        ? html`<select name=${f.name} onChange=${typed}>${f.options.map(([value, title]) => html`<option value=${value}>${title}</option>`)}</select>`
        : html`<input name=${f.name} required value=${values[f.name]} pattern=${f.pattern} placeholder=${f.placeholder} spellcheck="false" autocomplete="off" onInput=${typed} />`}
      ${f.hint && html`<span class="hint">${f.hint}</span>`}</label>`)}
    <details class="stack-tight"><summary>The same with the AWS CLI</summary><${Command} text=${cli(request(values))} /></details>`;
}

/**
 * @param {{title: string, lead: any, fields: Field[], request: (values: Record<string, string>) => import('./snippets.js').AwsRequest,
 *     send: (request: any) => Promise<string | null>, confirm?: string}} what send: creates the job and returns its id or ARN, or null if it is not known
 * @returns {Promise<boolean>} whether a job was created
 */
async function createJob({ title, lead, fields, request, send, confirm = 'Create the export job' }) {
  const job = await ask({
    title, confirm, wide: true,
    body: html`<${Form} fields=${fields} lead=${lead} request=${request} />`,
    submit: async (form) => {
      const values = Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()]));
      const created = await send(request(values));
      for (const name of ['RoleArn', 'S3UrlPrefix']) if (values[name]) sessionStorage.setItem(KEPT + name, values[name]);
      return { id: created };
    },
  });
  if (!job) return false;
  toast('The job is created.');
  if (job.id) go(jobPath(job.id));
  return true;
}

/** @param {string} app @param {{Id: string, Name: string}} [segment] the whole app without it */
export const exportPinpoint = (app, segment) => createJob({
  title: segment ? 'Export this segment' : 'Export this app',
  lead: segment ? html`Writes the endpoints of the segment <${Text}>${segment.Name}<//> to S3.` : 'Writes all endpoints of the app to S3.',
  fields: [place('S3UrlPrefix', 'The names of the objects begin with it.'), ROLE()],
  request: ({ S3UrlPrefix, RoleArn }) => ({
    service: 'pinpoint', operation: 'CreateExportJob',
    input: { ApplicationId: app, ExportJobRequest: { RoleArn, S3UrlPrefix, ...(segment && { SegmentId: segment.Id }) } },
  }),
  send: async ({ input }) => (await call('POST', `/v1/apps/${encodeURIComponent(app)}/jobs/export`,
    { service: 'mobiletargeting', body: input.ExportJobRequest })).Id,
});

const stamp = () => new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** @param {{name: string, datasetArn: string}} dataset */
export const exportDataset = (dataset) => createJob({
  title: 'Export this dataset',
  lead: html`Writes the rows of the dataset <${Text}>${dataset.name}<//> to S3.`,
  fields: [
    { name: 'jobName', label: 'Name of the job', value: `export-${stamp()}`, pattern: '[a-zA-Z0-9][a-zA-Z0-9\\-_]*' },
    {
      name: 'ingestionMode', label: 'Rows', options: [
        ['ALL', 'All rows'], ['BULK', 'Rows of import jobs only (BULK)'], ['PUT', 'Rows of events and single puts only (PUT)'],
      ],
    },
    place('S3UrlPrefix', 'A folder of an S3 bucket.'), ROLE(),
  ],
  request: ({ jobName, ingestionMode, S3UrlPrefix, RoleArn }) => ({
    service: 'personalize', operation: 'CreateDatasetExportJob',
    input: {
      jobName, datasetArn: dataset.datasetArn, ingestionMode, roleArn: RoleArn,
      jobOutput: { s3DataDestination: { path: S3UrlPrefix } },
    },
  }),
  send: async ({ operation, input }) => (await personalize(operation, input)).datasetExportJobArn,
});

async function createAndStart({ input }) {
  const job = await call('POST', '/v1/jobs', { service: 'dataexchange', body: input });
  await call('PATCH', '/v1/jobs/' + encodeURIComponent(job.Id), { service: 'dataexchange', body: {} });
  return job.Id;
}

const dataExchange = (Type, Details) => ({
  service: 'dataexchange', operation: 'CreateJob', input: { Type, Details },
  then: { operation: 'StartJob', input: { JobId: 'JOB' } },
});

/** @param {{DataSetId: string, Id: string}} revision */
export const exportRevision = (revision) => createJob({
  title: 'Export this revision', lead: 'Copies all assets of the revision to an S3 bucket.',
  fields: [
    { name: 'Bucket', label: 'S3 bucket', placeholder: 'bucket', pattern: '[a-z0-9.\\-]{3,63}' },
    {
      name: 'KeyPattern', label: 'Key pattern', value: '${Revision.CreatedAt}/${Asset.Name}',
      hint: html`The key of each object, for example <code>shared/${'${Asset.Name}'}</code>.`,
    },
  ],
  request: ({ Bucket, KeyPattern }) => dataExchange('EXPORT_REVISIONS_TO_S3', {
    ExportRevisionsToS3: { DataSetId: revision.DataSetId, RevisionDestinations: [{ RevisionId: revision.Id, Bucket, KeyPattern }] },
  }),
  send: createAndStart,
});

/** @param {{DataSetId: string, Id: string}} revision @param {{Id: string, Name: string}[]} assets */
export const exportAssets = (revision, assets) => createJob({
  title: assets.length === 1 ? 'Export this asset' : `Export these ${assets.length} assets`,
  lead: html`Copies ${assets.length === 1 ? html`the asset <${Text}>${assets[0].Name}<//>` : 'the selected assets'} to an S3 bucket.`,
  fields: [place('S3UrlPrefix', 'The key of each object is what stands after the bucket, followed by the name of its asset.')],
  request: ({ S3UrlPrefix }) => {
    const [Bucket, prefix] = placeOf(S3UrlPrefix);
    return dataExchange('EXPORT_ASSETS_TO_S3', {
      ExportAssetsToS3: {
        DataSetId: revision.DataSetId, RevisionId: revision.Id,
        AssetDestinations: assets.map((asset) => ({ AssetId: asset.Id, Bucket, Key: prefix + asset.Name })),
      },
    });
  },
  send: createAndStart,
});

const placeOf = (url) => /^s3:\/\/([^/]*)\/?(.*)$/.exec(url)?.slice(1) ?? ['', ''];

/** @param {{DataSetId: string, Id: string}} revision that is not published yet */
export const importAsset = (revision) => createJob({
  title: 'Import into this revision', lead: 'Copies an object of S3 into the revision, as an asset.', confirm: 'Create the import job',
  fields: [{ name: 'S3Url', label: 'S3 URL of the object', placeholder: 's3://bucket/key', pattern: 's3://[^\\/]+/.+', hint: 'The asset gets the name of the key.' }],
  request: ({ S3Url }) => {
    const [Bucket, Key] = placeOf(S3Url);
    return dataExchange('IMPORT_ASSETS_FROM_S3', {
      ImportAssetsFromS3: { DataSetId: revision.DataSetId, RevisionId: revision.Id, AssetSources: [{ Bucket, Key }] },
    });
  },
  send: createAndStart,
});

/** @param {{name: string, trainingDatasetArn: string}} dataset */
export const trainModel = (dataset) => createJob({
  title: 'Train a model', lead: html`Reads the table of <${Text}>${dataset.name}<//> and trains an audience model.`, confirm: 'Train the model',
  fields: [{ name: 'name', label: 'Name of the model', value: `model-${stamp()}` }],
  request: ({ name }) => ({
    service: 'cleanroomsml', operation: 'CreateAudienceModel', input: { name, trainingDatasetArn: dataset.trainingDatasetArn },
  }),
  send: async ({ input }) => (await call('POST', '/audience-model', { service: 'cleanrooms-ml', body: input })).audienceModelArn.split('/').pop(),
});

/** StartAudienceExportJob returns nothing: the newest export of the audience is the job. */
async function newestExport(audience) {
  const { Jobs } = await operator.listJobs({ type: 'cleanroomsml.export', text: audience.split('/').pop(), maxResults: 50 });
  const [newest] = Jobs.sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  return newest?.JobId ?? null;
}

/**
 * @param {{name: string, audienceGenerationJobArn: string}} audience
 * @param {{audienceSizeType: string, audienceSizeBins: number[]}} [sizes] those that the configured model allows
 * @param {string} [to] where the configured model lets exports be written
 */
export const exportAudience = (audience, sizes, to) => createJob({
  title: 'Export this audience',
  lead: html`Writes the users most similar to the seed of <${Text}>${audience.name}<//>${to && html` to <span class="mono"><${Text}>${to}<//></span>`}.`,
  fields: [
    { name: 'name', label: 'Name of the job', value: `export-${stamp()}` },
    sizes
      ? {
        name: 'size', label: 'Size of the audience',
        options: sizes.audienceSizeBins.map((n) => [String(n), sizes.audienceSizeType === 'PERCENTAGE' ? `${n} % of the users` : `${n} users`]),
      }
      : { name: 'size', label: 'Size of the audience, in users', pattern: '[1-9][0-9]*' },
  ],
  request: ({ name, size }) => ({
    service: 'cleanroomsml', operation: 'StartAudienceExportJob',
    input: {
      name, audienceGenerationJobArn: audience.audienceGenerationJobArn,
      audienceSize: { type: sizes?.audienceSizeType ?? 'ABSOLUTE', value: Number(size) },
    },
  }),
  send: async ({ input }) => {
    await call('POST', '/audience-export-job', { service: 'cleanrooms-ml', body: input });
    return newestExport(audience.audienceGenerationJobArn).catch(() => null);
  },
});
