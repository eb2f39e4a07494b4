/** A dataset: the fields of its schema, the batches that imports added, and its export jobs. */
import { html } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { Badge, Card, Empty, Facts, Loaded, Notice, Page, Text } from '../parts.js';
import { personalizeData } from './data-api.js';
import { exportDataset } from './data-export.js';
import { importLink, personalizePath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JobLink, JsonButton, List, Named, Resource, Status, When } from './data-parts.js';
import { Fields } from './data-personalize-schema.js';

const status = { title: 'Status', cell: (j) => html`<${Status} word=${j.status} />${j.failureReason && html`<span class="sub"><${Text}>${j.failureReason}<//></span>`}` };

const Imports = ({ arn }) => html`
  <${List} id="imports" title="Import jobs" noun="import job" list=${personalizeData.imports(arn)} keys=${[arn]} rowKey=${(j) => j.datasetImportJobArn} textOf=${(j) => j.datasetImportJobArn}
    note="Each import job adds one batch of rows: FULL replaces what earlier imports added, INCREMENTAL adds to it."
    empty=${{
      title: 'Nothing was imported into the dataset yet', text: 'Rows are imported from CSV files in S3.',
      command: `aws personalize create-dataset-import-job --job-name first --dataset-arn ${arn} --data-source dataLocation=s3://BUCKET/FILE --role-arn ROLE`,
    }}
    columns=${[
      { title: 'Job', wide: true, cell: (j) => html`<${JobLink} id=${j.datasetImportJobArn}><${Text}>${j.jobName}<//><//>` },
      status,
      { title: 'Mode', cell: (j) => html`<${Badge} kind="plain">${j.importMode}<//>` },
      { title: 'ARN', cell: (j) => html`<${CopyId} id=${j.datasetImportJobArn} />` },
      createdColumn('creationDateTime'),
    ]} />`;

const Exports = ({ arn }) => html`
  <${List} id="exports" title="Export jobs" noun="export job" list=${personalizeData.exports(arn)} keys=${[arn]} rowKey=${(j) => j.datasetExportJobArn} textOf=${(j) => j.datasetExportJobArn}
    note="Personalize's API has no operation that reads rows: an export job writes them to S3, and its page shows the first ones."
    empty=${{
      title: 'The dataset was not exported yet', text: 'The button "Export this" creates a job, and so does the AWS CLI.',
      command: `aws personalize create-dataset-export-job --job-name first --dataset-arn ${arn} --job-output s3DataDestination={path=s3://BUCKET/PREFIX/} --role-arn ROLE`,
    }}
    columns=${[
      { title: 'Job', wide: true, cell: (j) => html`<${JobLink} id=${j.datasetExportJobArn}><${Text}>${j.jobName}<//><//>` },
      status,
      { title: 'ARN', cell: (j) => html`<${CopyId} id=${j.datasetExportJobArn} />` },
      createdColumn('creationDateTime'),
    ]} />`;

/** The schema of the dataset, read by its own call. */
function Schema({ arn }) {
  const state = useLoad(arn ? personalizeData.schema(arn) : async () => null, [arn]);
  return html`
    <${Card} id="schema" title="Schema" flush actions=${state.data && html`<div class="row"><${Text}>${state.data.name}<//> <${JsonButton} value=${state.data} of=${`schema ${state.data.name}`} /></div>`}>
      <${Loaded} state=${state} lines=${4}>${(schema) => (schema ? html`<${Fields} schema=${schema} />` : html`<${Empty} title="The dataset has no schema" />`)}<//>
    <//>`;
}

export default function Dataset({ params }) {
  const { arn } = params;
  const state = useLoad(personalizeData.dataset(arn), [arn]);
  const dataset = state.data;
  const group = dataset?.datasetGroupArn;
  const update = dataset?.latestDatasetUpdate;
  return html`
    <${Page} title=${dataset?.name ?? 'Dataset'}
      crumbs=${html`<${Crumbs} trail=${[['Personalize', '/data/personalize'], ...(group ? [[group.split('/').pop(), personalizePath('groups', group)]] : [])]} here="Dataset" />`}
      actions=${dataset && html`<a class="btn" href=${importLink({ service: 'personalize', dataset: arn })}>Import into this</a>
        <button class="btn primary" onClick=${() => exportDataset(dataset)}>Export this</button>`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        ${update?.failureReason && html`<${Notice} kind="warn" title="The last change of the schema failed"><${Text}>${update.failureReason}<//><//>`}
        <div class="cols">
          <${Card} id="about" title="About"><${Facts} items=${[
            ['Status', html`<${Status} word=${dataset.status} />`], ['Type', html`<${Badge} kind="plain">${dataset.datasetType}<//>`],
            ['ARN', html`<${CopyId} id=${dataset.datasetArn} whole />`],
            ['Dataset group', group && html`<${Named} path=${personalizePath('groups', group)}>${group.split('/').pop()}<//>`],
            ['Tracking id', dataset.trackingId && html`<${CopyId} id=${dataset.trackingId} whole />`],
            ['Created', html`<${When} at=${dataset.creationDateTime} />`], ['Changed', html`<${When} at=${dataset.lastUpdatedDateTime} />`],
          ]} /><//>
          <${Schema} arn=${dataset.schemaArn} />
        </div>
        <${Imports} arn=${arn} />
        <${Exports} arn=${arn} />
        <${Resource} value=${dataset} command=${`aws personalize describe-dataset --dataset-arn ${arn}`} />`}
      <//>
    <//>`;
}
