/** A training dataset of AWS Clean Rooms ML: the table that it reads, and the models trained on it. */
import { html } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { Badge, Card, Facts, Loaded, Page, Table, Text } from '../parts.js';
import { only, rooms } from './data-api.js';
import { trainModel } from './data-export.js';
import { importLink, roomsPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, Resource, Status, statusColumn, Tags, When } from './data-parts.js';

const Models = ({ arn }) => html`
  <${List} id="models" title="Audience models" noun="audience model" list=${only(rooms.models, (m) => m.trainingDatasetArn === arn)} keys=${[arn]} rowKey=${(m) => m.audienceModelArn}
    empty=${{ title: 'No model was trained on it yet', text: 'Training is a job; its page shows refused rows.', command: `aws cleanroomsml create-audience-model --name mine --training-dataset-arn ${arn}` }}
    columns=${[
      { title: 'Name', wide: true, cell: (m) => html`<${Named} path=${roomsPath('models', m.audienceModelArn)}>${m.name}<//>` },
      statusColumn,
      { title: 'ARN', cell: (m) => html`<${CopyId} id=${m.audienceModelArn} />` },
      createdColumn('createTime'),
    ]} />`;

export default function TrainingDataset({ params }) {
  const { arn } = params;
  const state = useLoad(rooms.trainingDataset(arn), [arn]);
  const dataset = state.data;
  const input = dataset?.trainingData?.[0]?.inputConfig;
  const glue = input?.dataSource.glueDataSource;
  return html`
    <${Page} title=${dataset?.name ?? 'Training dataset'} lead=${dataset?.description && html`<${Text}>${dataset.description}<//>`}
      crumbs=${html`<${Crumbs} trail=${[['Clean Rooms ML', '/data/cleanroomsml']]} here="Training dataset" />`}
      actions=${dataset && html`<a class="btn" href=${importLink({ service: 'cleanroomsml', trainingDataset: arn })}>Import with these columns</a>
        <button class="btn primary" onClick=${() => trainModel(dataset)}>Train a model</button>`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <div class="cols">
          <${Card} id="about" title="About"><${Facts} items=${[
            ['Status', html`<${Status} word=${dataset.status} />`], ['ARN', html`<${CopyId} id=${dataset.trainingDatasetArn} whole />`],
            ['Kind', dataset.trainingData?.[0] && html`<${Badge} kind="plain">${dataset.trainingData[0].type}<//>`],
            ['Table', glue && html`<span class="mono"><${Text}>${`${glue.databaseName}.${glue.tableName}`}<//></span>`],
            ['Catalog', glue?.catalogId], ['Role', html`<span class="mono"><${Text}>${dataset.roleArn}<//></span>`],
            ['Created', html`<${When} at=${dataset.createTime} />`],
            ['Tags', Object.keys(dataset.tags ?? {}).length > 0 && html`<${Tags} tags=${dataset.tags} />`],
          ]} /><//>
          <${Card} id="columns" title="Columns" flush><${Table} caption="Columns" rows=${input?.schema ?? []} rowKey=${(c) => c.columnName} columns=${[
            { title: 'Column', wide: true, cell: (c) => html`<span class="mono"><${Text}>${c.columnName}<//></span>` },
            { title: 'Type', cell: (c) => c.columnTypes.map((type) => html`<${Badge} kind="plain">${type}<//> `) },
          ]} /><//>
        </div>
        <${Models} arn=${arn} />
        <${Resource} value=${dataset} command=${`aws cleanroomsml get-training-dataset --training-dataset-arn ${arn}`} />`}
      <//>
    <//>`;
}
