/** Where the data browsers show a resource: by its id, its ARN, or the job that it belongs to. */
import { link } from '../router.js';

const s = encodeURIComponent;

export const appPath = (app) => '/data/pinpoint/' + s(app);
export const segmentPath = (app, segment) => `${appPath(app)}/segments/${s(segment)}`;
/** @param {'groups' | 'datasets'} kind */
export const personalizePath = (kind, arn) => `/data/personalize/${kind}/${s(arn)}`;
export const dataSetPath = (dataSet) => '/data/dataexchange/' + s(dataSet);
export const revisionPath = (dataSet, revision) => `${dataSetPath(dataSet)}/${s(revision)}`;
/** @param {'training' | 'models' | 'configured' | 'audiences'} kind */
export const roomsPath = (kind, arn) => `/data/cleanroomsml/${kind}/${s(arn)}`;

/** The page of a job; one of an ARN is found by it. */
export const jobPath = (idOrArn) => (idOrArn.startsWith('arn:') ? '/jobs/of/' : '/jobs/') + s(idOrArn);

/** The import wizard with its target. */
export const importLink = (target) => link('/import', target);

/** @type {[RegExp, (arn: string, ...found: string[]) => string][]} */
const RESOURCES = [
  [/^arn:[^:]+:mobiletargeting:[^:]*:\d*:apps\/([^/]+)$/, (arn, app) => appPath(app)],
  [/^arn:[^:]+:mobiletargeting:[^:]*:\d*:apps\/([^/]+)\/segments\/([^/]+)/, (arn, app, segment) => segmentPath(app, segment)],
  [/^arn:[^:]+:personalize:[^:]*:\d*:dataset-group\//, (arn) => personalizePath('groups', arn)],
  [/^arn:[^:]+:personalize:[^:]*:\d*:dataset\//, (arn) => personalizePath('datasets', arn)],
  [/^arn:[^:]+:personalize:[^:]*:\d*:(dataset-import|dataset-export|data-deletion)-job\//, (arn) => jobPath(arn)],
  [/^arn:[^:]+:dataexchange:[^:]*:\d*:data-sets\/([^/]+)$/, (arn, dataSet) => dataSetPath(dataSet)],
  [/^arn:[^:]+:dataexchange:[^:]*:\d*:data-sets\/([^/]+)\/revisions\/([^/]+)/, (arn, dataSet, revision) => revisionPath(dataSet, revision)],
  [/^arn:[^:]+:dataexchange:[^:]*:\d*:jobs\/([^/]+)$/, (arn, job) => jobPath(job)],
  [/^arn:[^:]+:cleanrooms-ml:[^:]*:\d*:training-dataset\//, (arn) => roomsPath('training', arn)],
  [/^arn:[^:]+:cleanrooms-ml:[^:]*:\d*:audience-model\//, (arn) => roomsPath('models', arn)],
  [/^arn:[^:]+:cleanrooms-ml:[^:]*:\d*:configured-audience-model\//, (arn) => roomsPath('configured', arn)],
  [/^arn:[^:]+:cleanrooms-ml:[^:]*:\d*:audience-generation-job\//, (arn) => roomsPath('audiences', arn)],
];

/** @param {string} arn @returns {string | null} the path of its page; null for a resource without a page */
export function pathOf(arn) {
  for (const [pattern, path] of RESOURCES) {
    const found = pattern.exec(arn);
    if (found) return path(arn, ...found.slice(1));
  }
  return null;
}

/**
 * The data that a job reads or makes.
 *
 * @param {any} job a JobSummary
 * @returns {{title: string, path: string}[]}
 */
export function dataOf(job) {
  const rooms = (kind, id) => `arn:aws:cleanrooms-ml:${job.Region}:${job.Account}:${kind}/${id}`;
  const found = {
    pinpoint: () => [
      { title: 'App', path: appPath(job.Container) },
      job.Subject && /^pinpoint\.(export|import)$/.test(job.Type) && { title: 'Segment', path: segmentPath(job.Container, job.Subject) },
    ],
    personalize: () => [{ title: /:dataset\//.test(job.Subject) ? 'Dataset' : 'Dataset group', path: pathOf(job.Subject ?? '') }],
    dataexchange: () => [
      { title: 'Data set', path: dataSetPath(job.Container) },
      job.Subject && { title: 'Revision', path: revisionPath(job.Container, job.Subject) },
    ],
    cleanroomsml: () => ({
      'cleanroomsml.training': [
        { title: 'Audience model', path: roomsPath('models', rooms('audience-model', job.JobId)) },
        { title: 'Training dataset', path: pathOf(job.Subject ?? '') },
      ],
      'cleanroomsml.generation': [
        { title: 'Audience', path: roomsPath('audiences', rooms('audience-generation-job', job.JobId)) },
        { title: 'Configured model', path: pathOf(job.Subject ?? '') },
      ],
      'cleanroomsml.export': [{ title: 'Audience', path: roomsPath('audiences', rooms('audience-generation-job', job.Subject)) }],
    })[job.Type] ?? [],
  }[job.Service]?.() ?? [];
  return found.filter((each) => each?.path);
}
