/** A dataset group: its datasets, event trackers and deletion jobs. */
import { html } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { Badge, Card, Facts, Loaded, Page, Text } from '../parts.js';
import { personalizeData } from './data-api.js';
import { personalizePath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JobLink, List, Named, Resource, Status, statusColumn, When } from './data-parts.js';
import { TrackerId } from './data-personalize-tracker.js';

const Datasets = ({ arn }) => html`
  <${List} id="datasets" title="Datasets" noun="dataset" list=${personalizeData.datasets(arn)} keys=${[arn]} rowKey=${(d) => d.datasetArn} textOf=${(d) => `${d.name} ${d.datasetArn}`}
    empty=${{
      title: 'The group has no datasets', text: 'A dataset has a type, for example Interactions, and a schema.',
      command: `aws personalize create-dataset --name mine --dataset-type Interactions --schema-arn SCHEMA --dataset-group-arn ${arn}`,
    }}
    columns=${[
      { title: 'Name', wide: true, cell: (d) => html`<${Named} path=${personalizePath('datasets', d.datasetArn)}>${d.name}<//>` },
      { title: 'Type', cell: (d) => html`<${Badge} kind="plain">${d.datasetType}<//>` },
      statusColumn,
      { title: 'ARN', cell: (d) => html`<${CopyId} id=${d.datasetArn} />` },
      createdColumn('creationDateTime'),
    ]} />`;

const Trackers = ({ arn }) => html`
  <${List} id="trackers" title="Event trackers" noun="event tracker" list=${personalizeData.trackers(arn)} keys=${[arn]} rowKey=${(t) => t.eventTrackerArn} textOf=${(t) => `${t.name} ${t.eventTrackerArn}`}
    empty=${{ title: 'The group has no event tracker', text: 'PutEvents names a tracker by its tracking id.', command: `aws personalize create-event-tracker --name mine --dataset-group-arn ${arn}` }}
    columns=${[
      { title: 'Name', wide: true, cell: (t) => html`<${Text}>${t.name}<//>` },
      statusColumn,
      { title: 'Tracking id', cell: (t) => html`<${TrackerId} arn=${t.eventTrackerArn} />` },
      { title: 'ARN', cell: (t) => html`<${CopyId} id=${t.eventTrackerArn} />` },
      createdColumn('creationDateTime'),
    ]} />`;

const Deletions = ({ arn }) => html`
  <${List} id="deletions" title="Data deletion jobs" noun="job" list=${personalizeData.deletions(arn)} keys=${[arn]} rowKey=${(j) => j.dataDeletionJobArn} textOf=${(j) => j.dataDeletionJobArn}
    empty=${{ title: 'No data of users was deleted', text: 'A data deletion job deletes all rows of the users whose ids a file lists.' }}
    columns=${[
      { title: 'Job', wide: true, cell: (j) => html`<${JobLink} id=${j.dataDeletionJobArn}><${Text}>${j.jobName}<//><//>` },
      { title: 'Status', cell: (j) => html`<${Status} word=${j.status} />${j.failureReason && html`<span class="sub"><${Text}>${j.failureReason}<//></span>`}` },
      createdColumn('creationDateTime'),
    ]} />`;

export default function DatasetGroup({ params }) {
  const { arn } = params;
  const state = useLoad(personalizeData.group(arn), [arn]);
  const group = state.data;
  return html`
    <${Page} title=${group?.name ?? 'Dataset group'} crumbs=${html`<${Crumbs} trail=${[['Personalize', '/data/personalize']]} here="Dataset group" />`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Status', html`<${Status} word=${group.status} />`], ['ARN', html`<${CopyId} id=${group.datasetGroupArn} whole />`], ['Domain', group.domain],
          ['Role', group.roleArn && html`<span class="mono"><${Text}>${group.roleArn}<//></span>`],
          ['Created', html`<${When} at=${group.creationDateTime} />`], ['Failure', group.failureReason && html`<${Text}>${group.failureReason}<//>`],
        ]} /><//>
        <${Datasets} arn=${arn} />
        <${Trackers} arn=${arn} />
        <${Deletions} arn=${arn} />
        <${Resource} value=${group} command=${`aws personalize describe-dataset-group --dataset-group-arn ${arn}`} />`}
      <//>
    <//>`;
}
