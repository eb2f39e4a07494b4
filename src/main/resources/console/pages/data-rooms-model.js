/** An audience model and a configured audience model of AWS Clean Rooms ML. */
import { html } from '../lib/preact.js';
import { number } from '../format.js';
import { useLoad } from '../live.js';
import { Card, Facts, Loaded, Notice, Page, Text } from '../parts.js';
import { only, rooms } from './data-api.js';
import { roomsPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JobLink, List, Named, Resource, Status, Tags, statusColumn, When } from './data-parts.js';
import { Audiences } from './data-rooms.js';

const idOf = (arn) => arn.split('/').pop();

const Configured = ({ arn }) => html`
  <${List} id="configured" title="Configured audience models" noun="configured model" list=${only(rooms.configuredModels, (m) => m.audienceModelArn === arn)} keys=${[arn]} rowKey=${(m) => m.configuredAudienceModelArn}
    empty=${{ title: 'The model is not configured yet', text: 'A configured model says how large audiences may be and where they are written.' }}
    columns=${[
      { title: 'Name', wide: true, cell: (m) => html`<${Named} path=${roomsPath('configured', m.configuredAudienceModelArn)}>${m.name}<//>` },
      statusColumn,
      { title: 'Exports to', wide: true, cell: (m) => html`<span class="mono"><${Text}>${m.outputConfig.destination.s3Destination.s3Uri}<//></span>` },
      createdColumn('createTime'),
    ]} />`;

export function AudienceModel({ arn }) {
  const state = useLoad(rooms.model(arn), [arn]);
  const model = state.data;
  return html`
    <${Page} title=${model?.name ?? 'Audience model'} lead=${model?.description && html`<${Text}>${model.description}<//>`}
      crumbs=${html`<${Crumbs} trail=${[['Clean Rooms ML', '/data/cleanroomsml']]} here="Audience model" />`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        ${model.statusDetails?.message && html`<${Notice} kind="bad" title=${model.statusDetails.statusCode ?? 'Failed'}><${Text}>${model.statusDetails.message}<//><//>`}
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Status', html`<${Status} word=${model.status} />`], ['ARN', html`<${CopyId} id=${model.audienceModelArn} whole />`],
          ['Trained on', html`<${Named} path=${roomsPath('training', model.trainingDatasetArn)}>training dataset ${idOf(model.trainingDatasetArn).slice(0, 12)}…<//>`],
          ['Training job', html`<${JobLink} id=${idOf(model.audienceModelArn)} />`],
          ['Data from', model.trainingDataStartTime && html`<${When} at=${model.trainingDataStartTime} />`],
          ['Data until', model.trainingDataEndTime && html`<${When} at=${model.trainingDataEndTime} />`],
          ['Created', html`<${When} at=${model.createTime} />`], ['Changed', html`<${When} at=${model.updateTime} />`],
          ['Tags', Object.keys(model.tags ?? {}).length > 0 && html`<${Tags} tags=${model.tags} />`],
        ]} /><//>
        <${Configured} arn=${arn} />
        <${Notice}>The API has no metrics of a model alone: relevance and recall are those of each audience, which its configured models generate.<//>
        <${Resource} value=${model} command=${`aws cleanroomsml get-audience-model --audience-model-arn ${arn}`} />`}
      <//>
    <//>`;
}

export const sizesOf = (config) => config && config.audienceSizeBins.map((n) => number(n) + (config.audienceSizeType === 'PERCENTAGE' ? ' %' : '')).join(', ');

export function ConfiguredModel({ arn }) {
  const state = useLoad(rooms.configuredModel(arn), [arn]);
  const model = state.data;
  return html`
    <${Page} title=${model?.name ?? 'Configured audience model'} lead=${model?.description && html`<${Text}>${model.description}<//>`}
      crumbs=${html`<${Crumbs} trail=${[['Clean Rooms ML', '/data/cleanroomsml']]} here="Configured audience model" />`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Status', html`<${Status} word=${model.status} />`], ['ARN', html`<${CopyId} id=${model.configuredAudienceModelArn} whole />`],
          ['Audience model', html`<${Named} path=${roomsPath('models', model.audienceModelArn)}>${idOf(model.audienceModelArn).slice(0, 12)}…<//>`],
          ['Audience sizes', sizesOf(model.audienceSizeConfig)], ['Least matching seed', number(model.minMatchingSeedSize)],
          ['Shared metrics', model.sharedAudienceMetrics?.join(', ')],
          ['Exports to', html`<span class="mono"><${Text}>${model.outputConfig.destination.s3Destination.s3Uri}<//></span>`],
          ['Role', html`<span class="mono"><${Text}>${model.outputConfig.roleArn}<//></span>`],
          ['Created', html`<${When} at=${model.createTime} />`],
          ['Tags', Object.keys(model.tags ?? {}).length > 0 && html`<${Tags} tags=${model.tags} />`],
        ]} /><//>
        <${Audiences} configured=${arn} />
        <${Resource} value=${model} command=${`aws cleanroomsml get-configured-audience-model --configured-audience-model-arn ${arn}`} />`}
      <//>
    <//>`;
}

export default ({ params }) => (params.kind === 'models' ? html`<${AudienceModel} arn=${params.arn} />` : html`<${ConfiguredModel} arn=${params.arn} />`);
