/** Rows per second: measured while the page is open, or made of the times of the pieces. */
import { html } from '../lib/preact.js';
import { LineChart } from '../chart.js';
import { bytes, compact, duration, number } from '../format.js';

const STEPS = 60;

/** The rows of each piece, spread over its last attempt. */
function ofPieces(tasks, from, to) {
  const done = tasks.filter((task) => task.Kind === 'PIECE' && task.Rows > 0 && task.StartedAt && task.EndedAt)
    .map((task) => ({ a: new Date(task.StartedAt).getTime(), b: new Date(task.EndedAt).getTime(), rows: task.Rows }));
  if (done.length === 0 || to <= from) return [];
  const width = (to - from) / STEPS;
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const [left, right] = [from + (i - 0.5) * width, from + (i + 0.5) * width];
    const rows = done.reduce((sum, { a, b, rows: n }) => {
      const shared = Math.max(0, Math.min(b, right) - Math.max(a, left));
      return sum + (n * shared) / Math.max(1, b - a);
    }, 0);
    return [from + i * width, (rows * 1000) / width];
  });
}

export function RateChart({ rates, tasks, job }) {
  const from = new Date(job.CreatedAt).getTime();
  const time = (x) => duration((x - from) / 1000);
  const live = rates.length >= 3 && !job.FinishedAt;
  const points = live ? rates.map(([at, rows]) => [at, rows]) : ofPieces(tasks, from, new Date(job.FinishedAt ?? Date.now()).getTime());
  const top = Math.max(0, ...points.map(([, y]) => y));
  const last = rates.at(-1);
  if (points.length < 2) return html`<p class="muted">No piece has reported rows yet.</p>`;
  return html`
    <${LineChart} points=${points} unit=${(n) => compact(n)} time=${time}
      label=${`Rows per second over ${duration((points.at(-1)[0] - from) / 1000)}, at most ${number(top)}`} />
    <p class="muted small">${live
      ? `Measured since this page was opened. Now ${number(last[1])} rows and ${bytes(last[2])} per second.`
      : 'The rows of each piece, spread over the time of its last attempt.'}</p>`;
}
