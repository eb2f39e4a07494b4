/** The history of a job, always visible, and the calls of the audit log that are about it. */
import { html, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { absoluteTime, clockTime, count, duration } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Empty, Loaded, Table, Text, Time } from '../parts.js';

const SHOWN = 14;

const WORDS = {
  STATUS: (e) => e.Status,
  ATTEMPT_DONE: (e) => `Task ${e.Task} is done`,
  ATTEMPT_FAILED: (e) => `Attempt ${e.Attempt ?? ''} at task ${e.Task} failed`,
  ATTEMPT_LOST: (e) => `The worker of task ${e.Task} was lost`,
  CANCEL_REQUESTED: () => 'Cancellation requested',
  HELD: () => 'Held',
  RELEASED: () => 'Released',
  RETRIED: () => 'Retried by an operator',
  PIECE_REDONE: (e) => `Task ${e.Task} is done again`,
};

const sentence = (kind) => kind.charAt(0) + kind.slice(1).toLowerCase().replaceAll('_', ' ');

function kindOf(event) {
  if (/FAIL|ERROR/.test(event.Kind + (event.Kind === 'STATUS' ? event.Status : ''))) return 'bad';
  if (/LOST|TAKE|OUTAGE|HELD|CANCEL|RETR|REDONE|DENIED/.test(event.Kind)) return 'warn';
  if (event.Kind === 'ATTEMPT_DONE') return 'ok';
  if (event.Kind === 'STATUS' && /COMPLETED|ACTIVE/.test(event.Status)) return 'ok';
  if (event.Kind === 'STATUS' && /CANCEL/.test(event.Status)) return 'warn';
  return 'busy';
}

/** Done attempts that follow each other are one entry. */
function grouped(events) {
  const entries = [];
  for (const event of events) {
    const last = entries.at(-1);
    if (event.Kind === 'ATTEMPT_DONE' && last?.events[0].Kind === 'ATTEMPT_DONE') last.events.push(event);
    else entries.push({ events: [event] });
  }
  return entries;
}

function Entry({ entry }) {
  const event = entry.events.at(-1);
  const many = entry.events.length;
  const title = many > 1 ? `${count(many, 'piece')} done` : (WORDS[event.Kind] ?? (() => sentence(event.Kind) + (event.Task === undefined ? '' : `, task ${event.Task}`)))(event);
  return html`
    <li class=${kindOf(event)}>
      <time class="when num" datetime=${event.Time} title=${absoluteTime(event.Time)}>${clockTime(event.Time)}</time>
      <div class="what">
        <strong>${title}</strong>
        ${event.StartedAt && many === 1 && html` <span class="muted small">after ${duration((new Date(event.Time).getTime() - new Date(event.StartedAt).getTime()) / 1000)}</span>`}
        ${event.Detail && many === 1 && html`<div class="muted small"><${Text}>${counted(event.Detail)}<//></div>`}
        ${event.Worker && event.Kind !== 'ATTEMPT_DONE' && html`<div class="muted small">worker <${Text}>${event.Worker}<//></div>`}
      </div>
    </li>`;
}

/** The number of rows of a piece with separators; other details as they are. */
const counted = (detail) => detail.replace(/^(\d+) rows?$/, (_, rows) => count(Number(rows), 'row'));

export function Timeline({ events, job }) {
  const [all, setAll] = useState(false);
  const entries = grouped(events);
  const hidden = all ? 0 : Math.max(0, entries.length - SHOWN);
  const shown = hidden > 0 ? [...entries.slice(0, SHOWN / 2), ...entries.slice(-SHOWN / 2)] : entries;
  return html`
    <ol class="timeline" aria-label="History of the job">
      ${shown.map((entry, i) => html`
        ${hidden > 0 && i === SHOWN / 2 && html`<li><div class="what"><button class="btn tiny" onClick=${() => setAll(true)}>Show ${count(hidden, 'more event')}</button></div></li>`}
        <${Entry} entry=${entry} key=${entry.events[0].EventId} />`)}
    </ol>
    ${events.length === 0 && html`<p class="muted">Nothing has happened since <${Time} at=${job.CreatedAt} />.</p>`}`;
}

/** The operations that create jobs of a type. */
const CREATORS = {
  'pinpoint.export': 'pinpoint.CreateExportJob', 'pinpoint.import': 'pinpoint.CreateImportJob',
  'personalize.import': 'personalize.CreateDatasetImportJob', 'personalize.export': 'personalize.CreateDatasetExportJob',
  'personalize.deletion': 'personalize.CreateDataDeletionJob', 'cleanroomsml.training': 'cleanroomsml.CreateAudienceModel',
  'cleanroomsml.generation': 'cleanroomsml.StartAudienceGenerationJob', 'cleanroomsml.export': 'cleanroomsml.StartAudienceExportJob',
};
const creatorOf = (job) => CREATORS[job.Type] ?? (job.Service === 'dataexchange' ? 'dataexchange.StartJob' : undefined);
const AROUND = 2_000;
const ACTIONS = ['cancel', 'hold', 'release', 'retry', 'recreate'];

/** The call that created the job, by operation, container and time, because the audit log has no ids of results, and the calls of the operator API on it. */
async function callsOn(job, account, signal) {
  const search = (query) => operator.searchAudit({ maxResults: 20, ...query }, signal).then((page) => page.Events);
  const at = new Date(job.CreatedAt).getTime();
  const actions = Promise.all(ACTIONS.map((action) =>
    search({ resource: `arn:aws:longshore:${job.Region}:${account}:jobs/${job.JobId}/${action}` })));
  const created = creatorOf(job) ? search({
    operation: creatorOf(job), account: job.Account,
    after: new Date(at - AROUND).toISOString(), before: new Date(at + AROUND).toISOString(),
  }) : [];
  const container = (event) => !event.Resource.includes(':apps/') || event.Resource.includes(job.Container);
  const distance = (event) => Math.abs(new Date(event.Time).getTime() - at);
  const [calls, made] = await Promise.all([actions, created]);
  const [nearest] = made.filter((event) => /^2/.test(event.Outcome) && container(event))
    .sort((a, b) => distance(a) - distance(b));
  return [...calls.flat(), nearest].filter(Boolean).sort((a, b) => b.Time.localeCompare(a.Time));
}

export function WhoDidIt({ job, account }) {
  const state = useLoad((signal) => callsOn(job, account, signal), [job.JobId, job.State, job.Held]);
  const empty = {
    when: (list) => list.length === 0,
    show: html`<${Empty} title="The audit log has no call on this job" command=${`aws longshore search-audit --operation ${creatorOf(job) ?? 'longshore.CancelJob'}`}>
      The setting audit.calls decides which calls are recorded.<//>`,
  };
  return html`<${Loaded} state=${state} lines=${3} empty=${empty}>${(list) => html`
    <${Table} caption="Calls on this job" rows=${list} rowKey=${(e) => e.EventId} columns=${[
      { title: 'When', cell: (e) => html`<${Time} at=${e.Time} />` },
      { title: 'Operation', cell: (e) => html`<span class="mono">${e.Operation}</span>` },
      { title: 'Key', cell: (e) => html`<span class="mono"><${Text}>${e.AccessKeyId}<//></span>` },
      { title: 'From', cell: (e) => html`<span class="mono">${e.Source}</span>` },
      { title: 'Outcome', cell: (e) => html`<${Badge} kind=${e.Outcome.startsWith('2') ? 'ok' : 'bad'}>${e.Outcome}<//>` },
    ]} />`}<//>`;
}
