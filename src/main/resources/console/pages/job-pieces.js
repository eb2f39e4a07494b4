/** The pieces of a job over time: a lane for each task, a bar for each attempt. */
import { html, useEffect, useRef } from '../lib/preact.js';
import { bytes, count, duration, number } from '../format.js';
import { Badge } from '../parts.js';

const LANES = 48;
const KINDS = { DONE: '', RUNNING: 'busy', FAILED: 'bad', CANCELLED: 'warn' };

const millis = (time) => new Date(time).getTime();

/** @returns {{from: number, to: number, kind: string, what: string}[]} the attempts at a task */
function attempts(task, events, now) {
  const bars = events
    .filter((event) => event.Task === task.Sequence && event.StartedAt && event.Kind !== 'ATTEMPT_DONE')
    .map((event) => ({
      from: millis(event.StartedAt), to: millis(event.Time), kind: /FAIL/.test(event.Kind) ? 'bad' : 'warn',
      what: `${event.Kind.toLowerCase().replaceAll('_', ' ')}: ${event.Detail ?? ''}`,
    }));
  const to = task.EndedAt ? millis(task.EndedAt) : now;
  const drawn = task.StartedAt && !bars.some((bar) => Math.abs(bar.from - millis(task.StartedAt)) < 2);
  if (drawn && task.State !== 'BLOCKED') {
    bars.push({ from: millis(task.StartedAt), to, kind: KINDS[task.State] ?? 'warn', what: task.State.toLowerCase() });
  }
  return bars;
}

function Bars({ bars, from, span }) {
  const ref = useRef(null);
  useEffect(() => {
    [...ref.current.children].forEach((bar, i) => {
      bar.style.left = `${(100 * (bars[i].from - from)) / span}%`;
      bar.style.width = `${Math.max(0.4, (100 * (bars[i].to - bars[i].from)) / span)}%`;
    });
  });
  return html`<div class="track" ref=${ref} aria-hidden="true">${bars.map((bar) => html`<i class=${bar.kind} title=${bar.what}></i>`)}</div>`;
}

const laneName = (task) => (task.Kind === 'PIECE' ? `Piece ${number(task.Sequence)}` : task.Kind.charAt(0) + task.Kind.slice(1).toLowerCase());

export function Gantt({ tasks, events, job }) {
  const lanes = tasks.filter((task) => task.Kind !== 'OBJECT');
  if (lanes.length === 0) return html`<p class="muted">The job is not planned yet.</p>`;
  const now = job.FinishedAt ? millis(job.FinishedAt) : Math.max(Date.now(), millis(job.CreatedAt) + 1);
  const from = millis(job.CreatedAt);
  const span = Math.max(1, now - from);
  const interesting = (task) => (task.State === 'FAILED' ? 0 : task.State === 'RUNNING' ? 1 : task.Attempts > 1 ? 2 : 3);
  const shown = lanes.length <= LANES ? lanes
    : [...lanes].sort((a, b) => interesting(a) - interesting(b) || a.Sequence - b.Sequence).slice(0, LANES).sort((a, b) => a.Sequence - b.Sequence);
  return html`
    <div class="gantt" role="list" aria-label="Tasks and their attempts over time">
      ${shown.map((task) => html`
        <div class="lane" role="listitem" key=${task.Sequence}>
          <span class="num">${laneName(task)}</span>
          <${Bars} bars=${attempts(task, events, now)} from=${from} span=${span} />
          <span class="note num muted">${note(task)}</span>
          <span class="sr-only">${task.State}, ${count(task.Attempts, 'attempt')}${task.Reason ? ': ' + task.Reason : ''}</span>
        </div>`)}
      <div class="lane" aria-hidden="true"><span></span><span class="scale num"><span>0</span><span>${duration(span / 2000)}</span><span>${duration(span / 1000)}</span></span><span class="note"></span></div>
    </div>
    ${lanes.length > shown.length && html`<p class="muted small">${count(lanes.length - shown.length, 'more task')} of ${number(job.Pieces)} pieces are not drawn; failed, running and retried ones come first.</p>`}
    ${lanes.filter((task) => task.Reason && task.State !== 'DONE').slice(0, 5).map((task) => html`
      <p class="small"><${Badge} state=${task.State} /> ${laneName(task)}: <bdi class="text">${task.Reason}</bdi></p>`)}`;
}

function note(task) {
  if (task.State === 'QUEUED' || task.State === 'BLOCKED') return task.State.toLowerCase();
  const rows = task.Kind === 'PIECE' ? `${number(task.Rows)} rows` : task.State.toLowerCase();
  if (task.Attempts > 1) return `${rows}, ${task.Attempts} attempts`;
  return task.Bytes ? `${rows}, ${bytes(task.Bytes)}` : rows;
}
