/** The training datasets, models and audiences of AWS Clean Rooms ML. */
import { html } from '../lib/preact.js';
import { Page, Text } from '../parts.js';
import { rooms } from './data-api.js';
import { importLink, roomsPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, statusColumn } from './data-parts.js';

const nameColumn = (kind, member) => ({
  title: 'Name', wide: true,
  cell: (row) => html`<${Named} path=${roomsPath(kind, row[member])}>${row.name}<//>${row.description && html`<span class="sub"><${Text}>${row.description}<//></span>`}`,
});
const arnColumn = (member) => ({ title: 'ARN', cell: (row) => html`<${CopyId} id=${row[member]} />` });
const tail = (arn) => arn.split('/').pop().slice(0, 12) + '…';
const textOf = (member) => (row) => `${row.name} ${row[member]}`;

const EXAMPLE = '--training-data file://training-data.json --role-arn ROLE';

/** @param {{configured?: string}} props only those of a configured model, if it is given */
export const Audiences = ({ configured }) => html`
  <${List} id="audiences" title="Audiences" noun="audience" list=${rooms.generations(configured)} keys=${[configured]} rowKey=${(a) => a.audienceGenerationJobArn} textOf=${textOf('audienceGenerationJobArn')}
    empty=${{
      title: 'No audience was generated yet', text: 'An audience generation job ranks users by their similarity to a seed.',
      command: `aws cleanroomsml start-audience-generation-job --name mine --configured-audience-model-arn ${configured ?? 'ARN'} --seed-audience 'roleArn=ROLE,dataSource={s3Uri=s3://BUCKET/SEED}'`,
    }}
    columns=${[
      nameColumn('audiences', 'audienceGenerationJobArn'), statusColumn,
      ...(configured ? [] : [{ title: 'Configured model', cell: (a) => html`<${Named} path=${roomsPath('configured', a.configuredAudienceModelArn)}>${tail(a.configuredAudienceModelArn)}<//>` }]),
      arnColumn('audienceGenerationJobArn'), createdColumn('createTime'),
    ]} />`;

export default function CleanRooms() {
  return html`
    <${Page} title="Clean Rooms ML" crumbs=${html`<${Crumbs} trail=${[]} here="Clean Rooms ML" />`} lead="Training data make an audience model; a configured model of it finds audiences similar to a seed."
      actions=${html`<a class="btn" href=${importLink({ service: 'cleanroomsml' })}>Import training data</a>`}>
      <${List} id="training" title="Training datasets" noun="training dataset" list=${rooms.trainingDatasets} rowKey=${(d) => d.trainingDatasetArn} textOf=${textOf('trainingDatasetArn')}
        empty=${{ title: 'There are no training datasets', text: 'A training dataset names files of interactions and their columns.', command: `aws cleanroomsml create-training-dataset --name mine ${EXAMPLE}` }}
        columns=${[nameColumn('training', 'trainingDatasetArn'), statusColumn, arnColumn('trainingDatasetArn'), createdColumn('createTime')]} />
      <${List} id="models" title="Audience models" noun="audience model" list=${rooms.models} rowKey=${(m) => m.audienceModelArn} textOf=${textOf('audienceModelArn')}
        empty=${{ title: 'There are no audience models', text: 'A model is trained on a training dataset.', command: 'aws cleanroomsml create-audience-model --name mine --training-dataset-arn ARN' }}
        columns=${[
          nameColumn('models', 'audienceModelArn'), statusColumn,
          { title: 'Training dataset', cell: (m) => html`<${Named} path=${roomsPath('training', m.trainingDatasetArn)}>${tail(m.trainingDatasetArn)}<//>` },
          arnColumn('audienceModelArn'), createdColumn('createTime'),
        ]} />
      <${List} id="configured" title="Configured audience models" noun="configured model" list=${rooms.configuredModels} rowKey=${(m) => m.configuredAudienceModelArn} textOf=${textOf('configuredAudienceModelArn')}
        empty=${{
          title: 'There are no configured audience models', text: 'A configured model says how large audiences may be and where they are written.',
          command: "aws cleanroomsml create-configured-audience-model --name mine --audience-model-arn ARN --shared-audience-metrics ALL --output-config 'destination={s3Destination={s3Uri=s3://BUCKET/PREFIX}},roleArn=ROLE'",
        }}
        columns=${[
          nameColumn('configured', 'configuredAudienceModelArn'), statusColumn,
          { title: 'Audience model', cell: (m) => html`<${Named} path=${roomsPath('models', m.audienceModelArn)}>${tail(m.audienceModelArn)}<//>` },
          { title: 'Exports to', wide: true, cell: (m) => html`<span class="mono"><${Text}>${m.outputConfig.destination.s3Destination.s3Uri}<//></span>` },
          arnColumn('configuredAudienceModelArn'), createdColumn('createTime'),
        ]} />
      <${Audiences} />
    <//>`;
}
