/** The reads of the four AWS services that the data browsers make. Each list reads one page: {rows, next}. */
import { call } from '../api.js';

export const PAGE = 50;
const segment = encodeURIComponent;

/** @typedef {(token?: string, signal?: AbortSignal, size?: number) => Promise<{rows: any[], next?: string}>} List */

/** @returns {List} */
const listOf = (read, member) => async (token, signal, size = PAGE) => {
  const page = await read(token, signal, size);
  return { rows: page[member] ?? [], next: page.NextToken ?? page.nextToken };
};

/** A request of Amazon Personalize, whose protocol is JSON 1.1. */
export const personalize = (operation, body = {}, signal) =>
  call('POST', '/', { service: 'personalize', target: 'AmazonPersonalize.' + operation, body, signal });

const app = (id) => '/v1/apps/' + segment(id);
const readPinpoint = (path) => (signal) => call('GET', path, { service: 'mobiletargeting', signal });
const listPinpoint = (path) => listOf((token, signal, size) =>
  call('GET', path, { service: 'mobiletargeting', query: { token, 'page-size': size }, signal }), 'Item');

/** Reads of Amazon Pinpoint; those that take ids return a function that reads. */
export const pinpoint = {
  apps: listPinpoint('/v1/apps'),
  app: (id) => readPinpoint(app(id)),
  endpoint: (id, endpoint) => readPinpoint(`${app(id)}/endpoints/${segment(endpoint)}`),
  endpointsOf: (id, user) => readPinpoint(`${app(id)}/users/${segment(user)}`),
  segments: (id) => listPinpoint(app(id) + '/segments'),
  segment: (id, of) => readPinpoint(`${app(id)}/segments/${segment(of)}`),
  versions: (id, of) => listPinpoint(`${app(id)}/segments/${segment(of)}/versions`),
  /** @param {'export' | 'import'} kind @param {string} [of] only those of this segment */
  jobs: (id, kind, of) => listPinpoint(`${app(id)}${of ? '/segments/' + segment(of) : ''}/jobs/${kind}`),
};

const listPersonalize = (operation, member, body) => listOf((nextToken, signal, maxResults) =>
  personalize(operation, { ...body, maxResults, ...(nextToken && { nextToken }) }, signal), member);
const describe = (kind, member) => (arn) => async (signal) =>
  (await personalize('Describe' + kind, { [member + 'Arn']: arn }, signal))[member];

export const personalizeData = {
  groups: listPersonalize('ListDatasetGroups', 'datasetGroups'),
  schemas: listPersonalize('ListSchemas', 'schemas'),
  /** @param {string} [datasetGroupArn] all datasets without it */
  datasets: (datasetGroupArn) => listPersonalize('ListDatasets', 'datasets', { datasetGroupArn }),
  trackers: (datasetGroupArn) => listPersonalize('ListEventTrackers', 'eventTrackers', { datasetGroupArn }),
  deletions: (datasetGroupArn) => listPersonalize('ListDataDeletionJobs', 'dataDeletionJobs', { datasetGroupArn }),
  imports: (datasetArn) => listPersonalize('ListDatasetImportJobs', 'datasetImportJobs', { datasetArn }),
  exports: (datasetArn) => listPersonalize('ListDatasetExportJobs', 'datasetExportJobs', { datasetArn }),
  group: describe('DatasetGroup', 'datasetGroup'),
  dataset: describe('Dataset', 'dataset'),
  tracker: describe('EventTracker', 'eventTracker'),
  schema: (schemaArn) => async (signal) => (await personalize('DescribeSchema', { schemaArn }, signal)).schema,
};

const set = (id) => '/v1/data-sets/' + segment(id);
const revision = (dataSet, id) => `${set(dataSet)}/revisions/${segment(id)}`;
const readExchange = (path) => (signal) => call('GET', path, { service: 'dataexchange', signal });
const listExchange = (path, member, query) => listOf((nextToken, signal, maxResults) =>
  call('GET', path, { service: 'dataexchange', query: { ...query, nextToken, maxResults }, signal }), member);

export const exchange = {
  /** @param {'OWNED' | 'ENTITLED'} origin */
  dataSets: (origin) => listExchange('/v1/data-sets', 'DataSets', { origin }),
  dataSet: (id) => readExchange(set(id)),
  revisions: (dataSet) => listExchange(set(dataSet) + '/revisions', 'Revisions'),
  revision: (dataSet, id) => readExchange(revision(dataSet, id)),
  assets: (dataSet, id) => listExchange(revision(dataSet, id) + '/assets', 'Assets'),
  jobs: (query) => listExchange('/v1/jobs', 'Jobs', query),
  eventActions: (eventSourceId) => listExchange('/v1/event-actions', 'EventActions', { eventSourceId }),
  sentGrants: listExchange('/v1/data-grants', 'DataGrantSummaries'),
  receivedGrants: listExchange('/v1/received-data-grants', 'DataGrantSummaries'),
};

const readRooms = (kind) => (arn) => (signal) => call('GET', `/${kind}/${segment(arn)}`, { service: 'cleanrooms-ml', signal });
const listRooms = (kind, member, query) => listOf((nextToken, signal, maxResults) =>
  call('GET', '/' + kind, { service: 'cleanrooms-ml', query: { ...query, nextToken, maxResults }, signal }), member);

export const rooms = {
  trainingDatasets: listRooms('training-dataset', 'trainingDatasets'),
  models: listRooms('audience-model', 'audienceModels'),
  configuredModels: listRooms('configured-audience-model', 'configuredAudienceModels'),
  /** @param {string} [configuredAudienceModelArn] all without it */
  generations: (configuredAudienceModelArn) =>
    listRooms('audience-generation-job', 'audienceGenerationJobs', { configuredAudienceModelArn }),
  exports: (audienceGenerationJobArn) => listRooms('audience-export-job', 'audienceExportJobs', { audienceGenerationJobArn }),
  trainingDataset: readRooms('training-dataset'),
  model: readRooms('audience-model'),
  configuredModel: readRooms('configured-audience-model'),
  generation: readRooms('audience-generation-job'),
};

/** A list that keeps only some rows of each page: the API has no such filter. */
export const only = (list, keep) => async (...page) => {
  const { rows, next } = await list(...page);
  return { rows: rows.filter(keep), next };
};
