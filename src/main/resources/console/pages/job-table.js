/** Rows of jobs. */
import { html } from '../lib/preact.js';
import { duration, number, perSecond, serviceName, shortId, tail } from '../format.js';
import { Badge, Bar, Id, Table, Text, Time } from '../parts.js';
import { link } from '../router.js';

/** AWS's status beside the state of the engine, which is the same for all services. */
export const Status = ({ job }) => html`
  <${Badge} state=${job.State} />
  <span class="sub">${job.Status}${job.Held && ' · held'}${job.CancelRequested && job.State !== 'CANCELLED' && ' · cancelling'}</span>`;

export const jobName = (job) => job.Name || tail(job.ServiceJobId) || job.JobId;

/** The name, or what the job does, for example Pinpoint export 5ed2439f4020… */
export const jobTitle = (job) =>
  job.Name || `${serviceName(job.Service)} ${job.Type.split('.').slice(1).join(' ').replaceAll('-', ' ')} ${job.JobId.slice(0, 8)}`;

const columns = (accounts) => [
  {
    title: 'Job', wide: true,
    cell: (job) => html`<a href=${link('/jobs/' + job.JobId)} title=${job.JobId}><${Text}>${shortId(jobName(job))}<//></a>
      <span class="sub mono">${job.Type}</span>`,
  },
  { title: 'State', cell: (job) => html`<${Status} job=${job} />` },
  {
    title: 'Container',
    cell: (job) => html`<${Id} id=${tail(job.Container)} /><span class="sub nowrap">${serviceName(job.Service)}${accounts && ' · ' + job.Account}</span>`,
  },
  {
    title: 'Pieces', right: true,
    cell: (job) => html`${number(job.PiecesDone)} / ${number(job.Pieces)}
      <${Bar} done=${job.PiecesDone} all=${job.Pieces} state=${job.State === 'SUCCEEDED' || job.State === 'FAILED' ? job.State : undefined} label="Pieces done" />`,
  },
  {
    title: 'Rows', right: true,
    cell: (job) => html`${number(job.Rows)}<span class="sub">${job.RowsPerSecond === undefined ? '' : perSecond(job.RowsPerSecond)}</span>`,
  },
  { title: 'Rejected', right: true, cell: (job) => (job.RejectedRows ? html`<strong>${number(job.RejectedRows)}</strong>` : html`<span class="muted">0</span>`) },
  { title: 'Attempts', right: true, cell: (job) => number(job.Attempts) },
  {
    title: 'Created', right: true,
    cell: (job) => html`<${Time} at=${job.CreatedAt} /><span class="sub">${job.FinishedAt ? 'took ' : 'for '}${duration(job.DurationSeconds)}</span>`,
  },
];

/** @param {{jobs: object[], selected: Set<string>, select: (ids: Set<string> | ((old: Set<string>) => Set<string>)) => void, accounts: boolean}} props */
export function JobTable({ jobs, selected, select, accounts }) {
  const toggle = (id) => select((old) => { // a row that is not drawn again knows an older selection
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  });
  const all = jobs.length > 0 && jobs.every((job) => selected.has(job.JobId));
  const box = {
    pick: true,
    title: html`<input type="checkbox" aria-label="Select all shown jobs" checked=${all}
      onChange=${() => select(all ? new Set() : new Set(jobs.map((job) => job.JobId)))} />`,
    cell: (job) => html`<input type="checkbox" aria-label=${`Select ${jobName(job)}`} checked=${selected.has(job.JobId)}
      onChange=${() => toggle(job.JobId)} />`,
  };
  return html`<${Table} caption="Jobs" rows=${jobs} rowKey=${(job) => job.JobId} stamp=${(job) => selected.has(job.JobId)} columns=${[box, ...columns(accounts)]} />`;
}
