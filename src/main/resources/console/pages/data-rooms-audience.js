/** An audience: its seed, its relevance by size as a chart, and its exports. */
import { html, useState } from '../lib/preact.js';
import { ColumnChart } from '../chart.js';
import { number } from '../format.js';
import { useLoad } from '../live.js';
import { Card, Empty, Facts, Figures, Loaded, Notice, Page, Table, Text } from '../parts.js';
import { rooms } from './data-api.js';
import { exportAudience } from './data-export.js';
import { roomsPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JobLink, List, Named, Resource, Status, Tags, When } from './data-parts.js';
import { sizesOf } from './data-rooms-model.js';

const sizeName = ({ type, value }) => (type === 'PERCENTAGE' ? `${number(value)} %` : number(value));
const idOf = (arn) => arn.split('/').pop();
const score = (value) => (value === undefined ? '–' : value.toFixed(2));

function Relevance({ metrics }) {
  const rows = [...(metrics?.relevanceMetrics ?? [])].sort((a, b) => a.audienceSize.value - b.audienceSize.value);
  if (rows.length === 0) return html`<${Empty} title="There are no metrics">The configured model shares none, or the audience is not generated yet.<//>`;
  const measured = rows.filter((row) => row.score !== undefined);
  return html`
    ${measured.length > 0 && html`<div class="inset"><${ColumnChart} unit=${score} axis="Audience size" label=${`Relevance by audience size: ${measured.map((row) => `${sizeName(row.audienceSize)} ${score(row.score)}`).join(', ')}`}
      columns=${measured.map((row) => ({ name: sizeName(row.audienceSize), value: row.score }))} /></div>`}
    <${Table} caption="Relevance by audience size" rows=${rows} rowKey=${(row) => row.audienceSize.value} columns=${[
      { title: 'Audience size', right: true, cell: (row) => sizeName(row.audienceSize) },
      { title: 'Relevance', right: true, cell: (row) => score(row.score) },
    ]} />`;
}

/** The engine's id of an export is the folder that it writes to. */
const exportId = (job) => /([0-9a-f]{32})\/?$/.exec(job.outputLocation ?? '')?.[1];

const Exports = ({ arn, turn }) => html`
  <${List} id="exports" title="Export jobs" noun="export job" list=${rooms.exports(arn)} keys=${[arn, turn]} rowKey=${(j) => j.name + j.createTime}
    empty=${{ title: 'The audience was not exported yet', text: 'The button "Export this" starts a job, and so does the AWS CLI.', command: `aws cleanroomsml start-audience-export-job --name first --audience-generation-job-arn ${arn} --audience-size type=ABSOLUTE,value=1000` }}
    columns=${[
      { title: 'Name', wide: true, cell: (j) => (exportId(j) ? html`<${JobLink} id=${exportId(j)}><${Text}>${j.name}<//><//>` : html`<${Text}>${j.name}<//>`) },
      { title: 'Status', cell: (j) => html`<${Status} word=${j.status} />${j.statusDetails?.message && html`<span class="sub"><${Text}>${j.statusDetails.message}<//></span>`}` },
      { title: 'Size', right: true, cell: (j) => sizeName(j.audienceSize) },
      { title: 'Written to', wide: true, cell: (j) => html`<span class="mono"><${Text}>${j.outputLocation ?? '–'}<//></span>` },
      createdColumn('createTime'),
    ]} />`;

export default function Audience({ params }) {
  const { arn } = params;
  const [turn, setTurn] = useState(0);
  const state = useLoad(rooms.generation(arn), [arn]);
  const audience = state.data;
  const model = audience?.configuredAudienceModelArn;
  const configured = useLoad(model ? rooms.configuredModel(model) : async () => null, [model]);
  const start = async () => {
    const made = await exportAudience(audience, configured.data?.audienceSizeConfig, configured.data?.outputConfig.destination.s3Destination.s3Uri);
    if (made) setTurn(turn + 1);
  };
  return html`
    <${Page} title=${audience?.name ?? 'Audience'} lead=${audience?.description && html`<${Text}>${audience.description}<//>`}
      crumbs=${html`<${Crumbs} trail=${[['Clean Rooms ML', '/data/cleanroomsml']]} here="Audience" />`}
      actions=${audience && html`<button class="btn primary" disabled=${audience.status !== 'ACTIVE' || configured.loading} onClick=${start}>Export this</button>`}>
      <${Loaded} state=${state} lines=${10}>${() => html`
        ${audience.statusDetails?.message && html`<${Notice} kind="bad" title=${audience.statusDetails.statusCode ?? 'Failed'}><${Text}>${audience.statusDetails.message}<//><//>`}
        <${Figures} items=${[
          { name: 'Recall', value: audience.metrics?.recallMetric === undefined ? '–' : `${Math.round(audience.metrics.recallMetric * 100)} %`, note: 'of held-out seed users are found' },
          { name: 'Sizes', value: number(audience.metrics?.relevanceMetrics?.length ?? 0), note: 'with a relevance' },
          { name: 'Seed', value: audience.includeSeedInOutput ? 'included' : 'left out', note: 'in exports' },
        ]} />
        <div class="cols">
          <${Card} id="about" title="About"><${Facts} items=${[
            ['Status', html`<${Status} word=${audience.status} />`], ['ARN', html`<${CopyId} id=${audience.audienceGenerationJobArn} whole />`],
            ['Job', html`<${JobLink} id=${idOf(audience.audienceGenerationJobArn)} />`],
            ['Configured model', html`<${Named} path=${roomsPath('configured', model)}>${configured.data?.name ?? idOf(model).slice(0, 12)}<//>`],
            ['Audience sizes', sizesOf(configured.data?.audienceSizeConfig)],
            ['Seed', audience.seedAudience?.dataSource && html`<span class="mono"><${Text}>${audience.seedAudience.dataSource.s3Uri}<//></span>`],
            ['Started by', audience.startedBy && html`account ${audience.startedBy}`],
            ['Created', html`<${When} at=${audience.createTime} />`], ['Changed', html`<${When} at=${audience.updateTime} />`],
            ['Tags', Object.keys(audience.tags ?? {}).length > 0 && html`<${Tags} tags=${audience.tags} />`],
          ]} /><//>
          <${Card} id="relevance" title="Relevance by size" flush><${Relevance} metrics=${audience.metrics} /><//>
        </div>
        <${Exports} arn=${arn} turn=${turn} />
        <${Resource} value=${audience} command=${`aws cleanroomsml get-audience-generation-job --audience-generation-job-arn ${arn}`} />`}
      <//>
    <//>`;
}
