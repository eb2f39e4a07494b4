/** One job: all that is known of it, live. */
import { html, useState } from '../lib/preact.js';
import { allPages, operator } from '../api.js';
import { bytes, count, duration, number, serviceName } from '../format.js';
import { useLoad, useStream, useThrottled } from '../live.js';
import { Announce, Badge, Bar, Card, Command, Facts, Figures, Id, Live, Loaded, Notice, Page, Text, Time } from '../parts.js';
import { link } from '../router.js';
import { dataOf } from './data-links.js';
import { actionsOf, actOn, isDangerous, verb } from './job-actions.js';
import { RateChart } from './job-rates.js';
import { Outputs } from './job-outputs.js';
import { Gantt } from './job-pieces.js';
import { RejectedRows } from './job-rejected.js';
import { RequestTabs } from './job-request.js';
import { jobTitle } from './job-table.js';
import { Timeline, WhoDidIt } from './job-timeline.js';

/** More tasks than this are not drawn. */
const MOST_TASKS = 500;
const isFinal = (job) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(job.State);

async function load(id, signal) {
  const [{ Job }, events, tasks] = await Promise.all([
    operator.getJob(id, signal),
    allPages((query) => operator.listEvents(id, query), 'Events', 1_000),
    allPages((query) => operator.listTasks(id, query), 'Tasks', MOST_TASKS),
  ]);
  return { job: Job, events, tasks, rates: [] };
}

/** The job, kept up to date by its stream. */
function useJob(id) {
  const state = useLoad((signal) => load(id, signal), [id]);
  const reload = useThrottled(async () => {
    const news = await load(id).catch(() => null);
    if (news) state.set((old) => ({ ...news, rates: old?.rates ?? [] }));
  }, 1_500);
  const live = useStream(state.data && isFinal(state.data.job) ? null : { jobId: id }, ({ event, data }) => {
    if (event === 'progress') {
      state.set((old) => old && {
        ...old, job: { ...old.job, ...data },
        rates: [...old.rates.slice(-600), [Date.now(), data.RowsPerSecond ?? 0, data.BytesPerSecond ?? 0]],
      });
      reload();
    } else if (event === 'event' || event === 'gap' || event === 'end') {
      reload();
    }
  });
  return { ...state, live };
}

function Waiting({ job }) {
  if (isFinal(job)) return null;
  if (job.Waiting) {
    return html`<${Notice} kind="warn" title=${job.Held ? 'The job is held' : 'The job waits'}>
      <${Text}>${job.Waiting.Message}<//>
      ${job.Waiting.NextTryAt && html` The next attempt is due <${Time} at=${job.Waiting.NextTryAt} />.`}
      ${job.LastError && html`<p>The last attempt failed: <${Text}>${job.LastError}<//></p>`}<//>`;
  }
  return job.LastError
    ? html`<${Notice} kind="warn" title="An attempt failed"><${Text}>${job.LastError}<//><//>` : null;
}

function Outcome({ job }) {
  if (!isFinal(job) || (job.State === 'SUCCEEDED' && job.Failures.length === 0)) return null;
  const kind = { FAILED: 'bad', CANCELLED: 'warn' }[job.State] ?? '';
  const title = { FAILED: 'The job failed', CANCELLED: 'The job was cancelled' }[job.State] ?? 'The first rows that were refused';
  if (job.State === 'CANCELLED' && job.Failures.length === 0) {
    return html`<${Notice} kind="warn" title=${title}>It leaves no object in S3 and no imported row.<//>`;
  }
  return html`<${Notice} kind=${kind} title=${title}>
    <ul class="stack-tight">${job.Failures.slice(0, 10).map((reason) => html`<li><${Text}>${reason}<//></li>`)}</ul>
    ${job.Failures.length > 10 && html`<p class="muted">and ${count(job.Failures.length - 10, 'more')}</p>`}<//>`;
}

function Numbers({ job }) {
  const running = !isFinal(job);
  const average = job.DurationSeconds > 0 ? job.Rows / job.DurationSeconds : 0;
  return html`<${Figures} items=${[
    { name: 'Rows', value: number(job.Rows), note: job.RejectedRows ? count(job.RejectedRows, 'row') + ' refused' : 'none refused' },
    {
      name: 'Rows per second', value: running ? number(job.RowsPerSecond ?? 0) : number(average),
      note: running ? 'over the last seconds' : 'on average, waiting included',
    },
    { name: 'Bytes', value: bytes(job.Bytes), note: job.BytesPerSecond === undefined ? 'stored in S3' : bytes(job.BytesPerSecond) + ' /s' },
    {
      name: 'Pieces', value: `${number(job.PiecesDone)} of ${number(job.Pieces)}`,
      note: html`<${Bar} done=${job.PiecesDone} all=${job.Pieces} state=${isFinal(job) ? job.State : undefined} label="Pieces done" />`,
    },
    {
      name: running ? 'Running for' : 'Took', value: duration(job.DurationSeconds),
      note: job.RemainingSeconds === undefined ? (running ? ' ' : html`ended <${Time} at=${job.FinishedAt} />`) : `about ${duration(job.RemainingSeconds)} to go`,
    },
    { name: 'Attempts', value: number(job.Attempts), note: 'at all tasks' },
  ]} />`;
}

const About = ({ job, account }) => html`<${Facts} items=${[
  ['Service', serviceName(job.Service)],
  ['Type', html`<span class="mono">${job.Type}</span>`],
  ['Status', html`${job.Status}${job.Held && ' (held)'}${job.CancelRequested && !isFinal(job) && ' (cancellation requested)'}`],
  ...(job.Account === account ? dataOf(job) : []).map(({ title, path }) => [title, html`<a href=${link(path)}>Show the data</a>`]),
  ['Container', html`<a href=${link('/jobs', { container: job.Container })}><${Text}>${job.Container}<//></a>`],
  ['Subject', job.Subject && html`<${Text}>${job.Subject}<//>`],
  ['Account', html`${job.Account} · ${job.Region}`],
  ['Id in its service', job.ServiceJobId && html`<${Text}>${job.ServiceJobId}<//>`],
  ['Job id', html`<span class="mono">${job.JobId}</span>`],
  ['Created', html`<${Time} at=${job.CreatedAt} />`],
  ['Started', job.StartedAt && html`<${Time} at=${job.StartedAt} />`],
  ['Ended', job.FinishedAt && html`<${Time} at=${job.FinishedAt} />`],
  ['Manifest', job.Manifest && html`<${Text}>${job.Manifest.Uri}<//>`],
]} />`;

function Body({ data, account }) {
  const { job, events, tasks, rates } = data;
  const imports = /import|training|removal/.test(job.Type);
  return html`
    <${Announce} text=${`${job.Status}, ${count(job.Rows, 'row')}, ${job.PiecesDone} of ${job.Pieces} pieces`} />
    <${Waiting} job=${job} /><${Outcome} job=${job} />
    <${Numbers} job=${job} />
    <div class="cols">
      <div class="stack">
        <${Card} id="timeline" title="Timeline"><${Timeline} events=${events} job=${job} /><//>
        <${Card} id="pieces" title="Pieces"><${Gantt} tasks=${tasks} events=${events} job=${job} /><//>
      </div>
      <div class="stack">
        <${Card} id="rates" title="Rows per second"><${RateChart} rates=${rates} tasks=${tasks} job=${job} /><//>
        <${Card} id="about" title="About"><${About} job=${job} account=${account} /><//>
      </div>
    </div>
    ${(imports || job.RejectedRows > 0) && html`<${RejectedRows} job=${job} />`}
    <${Outputs} job=${job} />
    <${Card} id="request" title="Request"><${RequestTabs} job=${job} /><//>
    <${Card} id="who" title="Who did it" flush><${WhoDidIt} job=${job} account=${account} /><//>
    <${Command} text=${`aws longshore get-job --job-id ${job.JobId}`} />`;
}

export default function JobPage({ params, session }) {
  const state = useJob(params.id);
  const [busy, setBusy] = useState(false);
  const job = state.data?.job;
  const act = async (name) => {
    setBusy(true);
    await actOn(name, [job]);
    setBusy(false);
    state.reload();
  };
  return html`
    <${Page} title=${job ? jobTitle(job) : 'Job'}
      crumbs=${html`<a href="#/jobs">Jobs</a> / ${job ? job.Type : html`<${Id} id=${params.id} />`}`}
      lead=${job && html`<${Badge} state=${job.State} /> ${job.Status}${job.Held ? ' · held' : ''}`}
      actions=${job && html`<${Live} state=${state.live} />
        ${actionsOf(job).map((name) => html`<button class=${'btn' + (isDangerous(name) ? ' danger' : '')} disabled=${busy}
          onClick=${() => act(name)}>${verb(name)}</button>`)}`}>
      <${Loaded} state=${state} lines=${14}>${(data) => html`<${Body} data=${data} account=${session.Account} />`}<//>
    <//>`;
}
