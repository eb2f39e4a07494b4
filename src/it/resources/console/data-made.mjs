// Data of the four services with hostile names, made by their APIs.
import { require, until } from './browser.mjs';
import { app, ended, HOSTILE, ROLE, startExport, startImport } from './data.mjs';

const NAME = HOSTILE.slice(0, 60);
const s = encodeURIComponent;
let made = 0;
/** A name that no other scenario has. */
export const fresh = (name) => `${name}-${process.pid}-${++made}`;

/** Polls a resource until it is done, and requires that it succeeded. */
async function active(what, read) {
  const found = await until(what, read, ({ status }) => !/PENDING|IN_PROGRESS/.test(status), 120);
  require(found.status === 'ACTIVE', `${what}: ${JSON.stringify(found)}`);
  return found;
}

/** An app with endpoints, two segments, an import and an export job. */
export async function pinpointData(console, page) {
  const id = await app(console, page, NAME);
  const call = (method, path, body) => console.call(page, method, `/v1/apps/${id}${path}`, { service: 'mobiletargeting', body });
  await call('PUT', '/endpoints/e%201', {
    Address: HOSTILE, ChannelType: 'EMAIL', Attributes: { Plan: ['gold', HOSTILE] }, Metrics: { Visits: 12 },
    Demographic: { Locale: 'de_CH', Platform: 'ios' }, Location: { City: HOSTILE.slice(0, 40), Country: 'CHE' },
    User: { UserId: 'user/1 <b>', UserAttributes: { Nick: [HOSTILE] } },
  });
  const segment = await call('POST', '/segments', {
    Name: NAME, Dimensions: { Attributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['gold', HOSTILE] } }, Demographic: { Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] } } },
  });
  await console.call(page, 'POST', `/v1/apps/${id}/jobs/import`, {
    service: 'mobiletargeting',
    body: { Format: 'JSON', RoleArn: ROLE, S3Url: 's3://console/in/some.json', RegisterEndpoints: true, DefineSegment: true, SegmentName: 'imported' },
  }).then(({ Id }) => ended(console, page, Id, 'SUCCEEDED'));
  const bad = await startImport(console, page, id, 's3://console/in/bad.json');
  const exported = await startExport(console, page, id, 'browsed');
  await ended(console, page, bad);
  await ended(console, page, exported, 'SUCCEEDED');
  const imported = (await call('GET', '/segments')).Item.find((each) => each.Name === 'imported');
  return { app: id, segment: segment.Id, imported: imported.Id, exported };
}

const SCHEMA = JSON.stringify({
  type: 'record', name: 'Items', namespace: 'com.amazonaws.personalize.schema', version: '1.0',
  fields: [
    { name: 'ITEM_ID', type: 'string' }, { name: 'GENRES', type: ['null', 'string'], categorical: true }, { name: 'PRICE', type: ['float', 'null'] },
  ],
});

/** A dataset group with a dataset, an event tracker, an import and an export that failed by a hostile place. */
export async function personalizeData(console, page) {
  const call = (operation, body) => console.call(page, 'POST', '/', { service: 'personalize', target: 'AmazonPersonalize.' + operation, body });
  const name = fresh('cinema');
  const { schemaArn } = await call('CreateSchema', { name, schema: SCHEMA });
  const { datasetGroupArn } = await call('CreateDatasetGroup', { name });
  const { datasetArn } = await call('CreateDataset', { name, schemaArn, datasetGroupArn, datasetType: 'Items' });
  await call('CreateEventTracker', { name, datasetGroupArn });
  const load = async (dataLocation) => {
    const { datasetImportJobArn } = await call('CreateDatasetImportJob', { jobName: fresh('films'), datasetArn, roleArn: ROLE, dataSource: { dataLocation } });
    return until('The import', async () => (await call('DescribeDatasetImportJob', { datasetImportJobArn })).datasetImportJob, ({ status }) => /ACTIVE|FAILED/.test(status), 120);
  };
  const imported = await load('s3://console/films/films.csv');
  require(imported.status === 'ACTIVE', JSON.stringify(imported));
  await load('s3://console/' + HOSTILE.replaceAll('/', '-').slice(0, 100));
  return { group: datasetGroupArn, dataset: datasetArn, imported: imported.datasetImportJobArn };
}

/** A data set with three revisions, one of them revoked, assets, an event action, and a grant in both directions. */
export async function exchangeData(console, page, other) {
  const as = (who) => (method, path, body) => console.call(who, method, path, { service: 'dataexchange', body });
  const [mine, theirs] = [as(page), as(other)];
  const set = await mine('POST', '/v1/data-sets', { AssetType: 'S3_SNAPSHOT', Name: NAME, Description: HOSTILE });
  const revisions = `/v1/data-sets/${set.Id}/revisions`;
  await mine('POST', '/v1/event-actions', {
    Event: { RevisionPublished: { DataSetId: set.Id } },
    Action: { ExportRevisionToS3: { RevisionDestination: { Bucket: 'console', KeyPattern: 'events/${Asset.Name}' } } },
  });
  const revision = async (Comment) => (await mine('POST', revisions, { Comment })).Id;
  const [published, revoked, open] = [await revision(HOSTILE), await revision('revoked one'), await revision('being prepared')];
  for (const id of [published, revoked]) {
    const job = await mine('POST', '/v1/jobs', {
      Type: 'IMPORT_ASSETS_FROM_S3',
      Details: { ImportAssetsFromS3: { DataSetId: set.Id, RevisionId: id, AssetSources: ['films/films.csv', 'in/some.json'].map((Key) => ({ Bucket: 'console', Key })) } },
    });
    await mine('PATCH', '/v1/jobs/' + job.Id, {});
    await until('The import of assets', () => mine('GET', '/v1/jobs/' + job.Id), ({ State }) => State === 'COMPLETED', 60);
  }
  const { Assets } = await mine('GET', `${revisions}/${published}/assets`);
  await mine('PATCH', `${revisions}/${published}/assets/${Assets[0].Id}`, { Name: HOSTILE });
  for (const id of [published, revoked]) await mine('PATCH', `${revisions}/${id}`, { Finalized: true });
  await mine('POST', `${revisions}/${revoked}/revoke`, { RevocationComment: 'the rows of March were wrong' });
  await grant(mine, NAME, set.Id, other.account);
  const foreign = await theirs('POST', '/v1/data-sets', { AssetType: 'S3_SNAPSHOT', Name: 'from ' + other.account, Description: HOSTILE });
  const given = await grant(theirs, 'for you', foreign.Id, '000000000000');
  await mine('POST', `/v1/data-grants/${s(given.Arn)}/accept`);
  return { dataSet: set.Id, published, revoked, open, asset: Assets[1].Id };
}

const grant = (call, Name, SourceDataSetId, ReceiverPrincipal) =>
  call('POST', '/v1/data-grants', { Name, SourceDataSetId, ReceiverPrincipal, GrantDistributionScope: 'NONE' });

/** A training dataset, a model, a configured model with five sizes, and an audience. */
export async function roomsData(console, page) {
  const call = (method, path, body) => console.call(page, method, path, { service: 'cleanrooms-ml', body });
  const column = (columnName, type) => ({ columnName, columnTypes: [type] });
  const { trainingDatasetArn } = await call('POST', '/training-dataset', {
    name: fresh('<b>songs'), description: HOSTILE, roleArn: ROLE,
    trainingData: [{ type: 'INTERACTIONS', inputConfig: {
      schema: [column('user', 'USER_ID'), column('song', 'ITEM_ID'), column('heard_at', 'TIMESTAMP')],
      dataSource: { glueDataSource: { databaseName: 'console', tableName: 'songs' } },
    } }],
  });
  const { audienceModelArn } = await call('POST', '/audience-model', { name: fresh('<img src=x onerror=globalThis.broken=1>'), trainingDatasetArn });
  await active('The model', () => call('GET', '/audience-model/' + s(audienceModelArn)));
  const { configuredAudienceModelArn } = await call('POST', '/configured-audience-model', {
    name: fresh('listeners'), audienceModelArn, sharedAudienceMetrics: ['ALL'], minMatchingSeedSize: 25,
    outputConfig: { roleArn: ROLE, destination: { s3Destination: { s3Uri: 's3://console/audiences' } } },
    audienceSizeConfig: { audienceSizeType: 'ABSOLUTE', audienceSizeBins: [25, 50, 100, 200, 400] },
  });
  const { audienceGenerationJobArn } = await call('POST', '/audience-generation-job', {
    name: fresh('\u202Eshanties<i>'), configuredAudienceModelArn, seedAudience: { roleArn: ROLE, dataSource: { s3Uri: 's3://console/seed/seed.jsonl' } },
  });
  await active('The audience', () => call('GET', '/audience-generation-job/' + s(audienceGenerationJobArn)));
  return { training: trainingDatasetArn, model: audienceModelArn, configured: configuredAudienceModelArn, audience: audienceGenerationJobArn };
}
