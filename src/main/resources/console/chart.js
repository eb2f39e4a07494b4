/** Charts as SVG, so that they follow the theme and need no library. */
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { compact } from './format.js';

const LEFT = 52;
const BOTTOM = 22;

/** The width of the element, so that text has its size whatever the width is. @returns {[any, number]} */
function useWidth() {
  const ref = useRef(null);
  const [width, setWidth] = useState(560);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry.contentRect.width))));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** @returns {number} the next round number that is at least n */
function roundUp(n) {
  if (n <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(n));
  return [1, 2, 2.5, 5, 10].find((step) => step * power >= n) * power;
}

/**
 * A line over time.
 *
 * @param {{points: [number, number][], label: string, height?: number, unit?: (n: number) => string,
 *     time?: (x: number) => string}} props points: x ascending, and y
 */
export function LineChart({ points, label, height = 150, unit = compact, time = String }) {
  const [ref, WIDTH] = useWidth();
  if (points.length < 2) return html`<p class="muted small" ref=${ref}>Not enough measurements for a chart yet.</p>`;
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const top = roundUp(Math.max(...points.map(([, y]) => y)));
  const x = (value) => LEFT + ((WIDTH - LEFT - 8) * (value - first)) / (last - first || 1);
  const y = (value) => 8 + (height - BOTTOM - 8) * (1 - value / top);
  const line = points.map(([a, b], i) => `${i ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
  const area = `${line}L${x(last).toFixed(1)} ${y(0)}L${x(first).toFixed(1)} ${y(0)}Z`;
  return html`
    <div ref=${ref}><svg class="chart" viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-label=${label}>
      ${[0, 0.5, 1].map((share) => html`
        <line class="grid" x1=${LEFT} x2=${WIDTH - 8} y1=${y(top * share)} y2=${y(top * share)} />
        <text x=${LEFT - 8} y=${y(top * share) + 4} text-anchor="end">${unit(top * share)}</text>`)}
      <path class="area" d=${area} /><path class="line" d=${line} />
      <text x=${LEFT} y=${height - 4}>${time(first)}</text>
      <text x=${WIDTH - 8} y=${height - 4} text-anchor="end">${time(last)}</text>
    </svg></div>`;
}

/**
 * Bars with their names, longest first as given.
 *
 * @param {{bars: {name: string, value: number}[], label: string, unit?: (n: number) => string}} props
 */
export function BarChart({ bars, label, unit = compact }) {
  const [ref, width] = useWidth();
  const top = Math.max(1, ...bars.map((bar) => bar.value));
  const row = 38;
  const length = (bar) => Math.max(3, ((width - 80) * bar.value) / top);
  const letters = Math.floor(width / 6.5);
  return html`
    <div ref=${ref}><svg class="chart" viewBox=${`0 0 ${width} ${bars.length * row}`} role="img" aria-label=${label}>
      ${bars.map((bar, i) => html`
        <text x="0" y=${i * row + 12}>${bar.name.length > letters ? bar.name.slice(0, letters - 1) + '…' : bar.name}</text>
        <rect class="mark" x="0" y=${i * row + 18} rx="3" height="9" width=${length(bar)} />
        <text x=${length(bar) + 8} y=${i * row + 27}>${unit(bar.value)}</text>`)}
    </svg></div>`;
}

/**
 * Columns over an axis, for example a score of each size.
 *
 * @param {{columns: {name: string, value: number}[], label: string, axis: string, height?: number, unit?: (n: number) => string}} props
 */
export function ColumnChart({ columns, label, axis, height = 190, unit = compact }) {
  const [ref, width] = useWidth();
  const top = roundUp(Math.max(...columns.map((column) => column.value)));
  const [high, low] = [18, height - 40];
  const y = (value) => high + (low - high) * (1 - value / top);
  const step = (width - LEFT - 8) / columns.length;
  const thick = Math.min(56, step * 0.6);
  const skip = Math.ceil(46 / step); // names that would overlap are left out
  const x = (i) => LEFT + step * (i + 0.5);
  return html`
    <div ref=${ref}><svg class="chart" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${label}>
      ${[0, 0.5, 1].map((share) => html`
        <line class="grid" x1=${LEFT} x2=${width - 8} y1=${y(top * share)} y2=${y(top * share)} />
        <text x=${LEFT - 8} y=${y(top * share) + 4} text-anchor="end">${unit(top * share)}</text>`)}
      ${columns.map((column, i) => html`
        <rect class="mark" x=${x(i) - thick / 2} y=${y(column.value)} width=${thick} height=${Math.max(1, low - y(column.value))} rx="2" />
        ${i % skip === 0 && html`<text x=${x(i)} y=${y(column.value) - 5} text-anchor="middle">${unit(column.value)}</text>
          <text x=${x(i)} y=${low + 15} text-anchor="middle">${column.name}</text>`}`)}
      <text x=${(width + LEFT) / 2} y=${height - 6} text-anchor="middle">${axis}</text>
    </svg></div>`;
}
