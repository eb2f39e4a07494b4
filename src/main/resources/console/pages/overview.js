/** What the installation does at the moment. */
import { html, useEffect } from '../lib/preact.js';
import { operator } from '../api.js';
import { bytes, count, duration, number, serviceName } from '../format.js';
import { useLoad, useStream, useThrottled } from '../live.js';
import { Announce, Badge, Bar, Card, Empty, Figures, Live, Loaded, Notice, Page, Table, Text, Time } from '../parts.js';
import { link } from '../router.js';

const POLL = 15_000;

function Attention({ data }) {
  const oldest = data.OldestDueTask;
  const late = oldest && oldest.AgeSeconds > 5;
  return html`
    ${late && html`
      <${Notice} kind="warn" title=${`A task has been due for ${duration(oldest.AgeSeconds)}`}
        action=${html`<a class="btn tiny" href=${link('/jobs/' + oldest.JobId)}>Open the job</a>`}>
        <${Text}>${oldest.Waiting?.Message ?? `Task ${oldest.Task} of a job of type ${oldest.Type} waits for a worker.`}<//><//>`}
    ${(data.Findings ?? []).map((finding) => html`
      <${Notice} kind=${finding.Severity === 'ERROR' ? 'bad' : 'warn'} title=${finding.Check}>
        <${Text}>${finding.Message}<//> <span class="muted"><${Text}>${finding.Advice}<//></span><//>`)}
    ${(data.Quotas ?? []).map((quota) => html`
      <${Notice} kind="warn" title=${`${quota.Name}: ${number(quota.Used)} of ${number(quota.Limit)}`}>
        ${serviceName(quota.Service)}${quota.Account && `, account ${quota.Account}`} is close to this quota.<//>`)}`;
}

const counted = (data, ...states) =>
  data.Jobs.filter((each) => states.includes(each.State)).reduce((sum, each) => sum + each.Jobs, 0);

function Numbers({ data }) {
  return html`<${Figures} items=${[
    { name: 'Running jobs', value: number(counted(data, 'RUNNING', 'COMMITTING')), note: `${number(counted(data, 'QUEUED'))} queued` },
    { name: 'Rows per second', value: number(data.RowsPerSecond ?? 0), note: bytes(data.BytesPerSecond ?? 0) + ' /s' },
    { name: 'Slots busy', value: number(data.SlotsBusy), note: data.Slots === undefined ? '' : `of ${number(data.Slots)} in all replicas` },
    { name: 'Oldest due task', value: data.OldestDueTask ? duration(data.OldestDueTask.AgeSeconds) : 'none', note: data.OldestDueTask ? 'waits to be claimed' : 'nothing waits' },
    { name: 'Failed in 24 hours', value: number(data.FailedJobs), note: data.FailedJobs ? html`<a href=${link('/jobs', { state: 'FAILED' })}>show them</a>` : 'no job failed' },
  ]} />`;
}

function Unfinished({ data }) {
  if (data.Jobs.length === 0) {
    return html`<${Empty} title="No job is unfinished" command="aws pinpoint create-export-job --application-id ID --export-job-request RoleArn=ROLE,S3UrlPrefix=s3://BUCKET/PREFIX/">
      Jobs appear here as soon as they are created, from the console, the AWS CLI or any SDK.<//>`;
  }
  return html`<${Table} caption="Unfinished jobs by type and state" rows=${data.Jobs} rowKey=${(j) => j.Type + j.State} columns=${[
    { title: 'Type', cell: (j) => html`<a class="mono" href=${link('/jobs', { type: j.Type, state: j.State })}>${j.Type}</a>` },
    { title: 'Service', cell: (j) => serviceName(j.Service) },
    { title: 'State', cell: (j) => html`<${Badge} state=${j.State} />` },
    { title: 'Jobs', right: true, cell: (j) => number(j.Jobs) },
  ]} />`;
}

function Failures({ data }) {
  if (data.Failures.length === 0) {
    return html`<${Empty} title="No job failed in the last 24 hours" />`;
  }
  return html`<${Table} caption="The newest failures of 24 hours" rows=${data.Failures} rowKey=${(f) => f.JobId} columns=${[
    { title: 'Job', cell: (f) => html`<a class="mono" href=${link('/jobs/' + f.JobId)}>${f.Type}</a><span class="sub mono">${f.JobId.slice(0, 12)}</span>` },
    { title: 'Reason', wide: true, cell: (f) => html`<${Text}>${f.Reason}<//>` },
    { title: 'When', right: true, cell: (f) => html`<${Time} at=${f.FinishedAt} />` },
  ]} />`;
}

function Replicas({ replicas }) {
  return html`<${Table} caption="Replicas" rows=${replicas} rowKey=${(r) => r.Name} columns=${[
    { title: 'Replica', cell: (r) => html`<span class="mono">${r.Name}</span>` },
    { title: 'Version', cell: (r) => r.Version ?? '–' },
    { title: 'Slots', wide: true, cell: (r) => html`<div class="row nowrap"><span class="num">${number(r.SlotsBusy)} of ${number(r.Slots)}</span>
      <div class="grow"><${Bar} done=${r.SlotsBusy} all=${r.Slots ?? 0} label=${`Busy slots of ${r.Name}`} /></div></div>` },
    { title: 'Started', right: true, cell: (r) => html`<${Time} at=${r.StartedAt} />` },
    { title: 'Last seen', right: true, cell: (r) => html`<${Time} at=${r.LastSeenAt} />` },
  ]} />`;
}

export default function Overview({ session }) {
  const state = useLoad((signal) => operator.getOverview(signal), []);
  const reload = useThrottled(state.reload, 2_000);
  const live = useStream({}, (event) => event.event !== 'down' && event.event !== 'open' && reload());
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && reload(), POLL);
    return () => clearInterval(timer);
  }, []);
  const said = state.data && `${count(counted(state.data, 'RUNNING', 'COMMITTING'), 'job')} running, ${number(state.data.FailedJobs)} failed in 24 hours`;
  return html`
    <${Page} title="Overview" actions=${html`<${Live} state=${live} />`}
      lead=${session.Operator ? 'The whole installation, all accounts.' : `What belongs to account ${session.Account}.`}>
      <${Announce} text=${said} />
      <${Loaded} state=${state} lines=${12}>${(data) => html`
        <${Attention} data=${data} />
        <${Numbers} data=${data} />
        <div class="cols">
          <${Card} id="unfinished" title="Unfinished jobs" flush actions=${html`<a href="#/jobs">All jobs</a>`}><${Unfinished} data=${data} /><//>
          <${Card} id="failures" title="Failures" flush><${Failures} data=${data} /><//>
        </div>
        ${data.Replicas && html`<${Card} id="replicas" title="Replicas" flush><${Replicas} replicas=${data.Replicas} /><//>`}`}
      <//>
    <//>`;
}
