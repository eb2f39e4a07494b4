/** What a dry run has found: columns, first rows, counts, and refused rows. */
import { html } from '../lib/preact.js';
import { BarChart } from '../chart.js';
import { bytes, count, number } from '../format.js';
import { Cell, Empty, Facts, Figures, Notice, Table, Tabs, Text } from '../parts.js';
import { byReason } from './job-rejected.js';

const STOPPED = {
  ROWS: 'The limit of rows was reached.', BYTES: 'The limit of bytes was reached.', SECONDS: 'The time was over.',
  CONTENT: 'Only the beginning of the file was sent.', STOPPED: 'The replica stops.',
};
const ACTIONS = { CREATE: 'adds', UPDATE: 'changes', MEMBER: 'selects' };
const SHOWN = 5_000;

/** The columns of the file and what the import makes of each. */
export const Columns = ({ columns }) => html`
  <${Table} caption="Columns of the file" rows=${columns} rowKey=${(c) => c.Name} columns=${[
    { title: 'Column of the file', cell: (c) => html`<span class="mono"><${Text}>${c.Name || '(without a name)'}<//></span>` },
    { title: 'Becomes', wide: true, cell: (c) => (c.Member ? html`<span class="mono"><${Text}>${c.Member}<//></span>` : html`<span class="muted">nothing</span>`) },
  ]} />`;

/** What the server adds to each endpoint by itself. */
const ADDED = new Set(['ApplicationId', 'CohortId', 'CreationDate', 'EffectiveDate', 'RequestId']);

/** The members of a row with the members of their objects. @returns {[string, string][]} */
function pairs(row, prefix = '') {
  return Object.entries(row).filter(([name]) => prefix || !ADDED.has(name)).flatMap(([name, value]) => (
    value !== null && typeof value === 'object' && !Array.isArray(value) ? pairs(value, `${prefix}${name}.`)
      : [[prefix + name, Array.isArray(value) ? value.join(', ') : String(value)]]));
}

/** A row as it would be stored; each value is isolated, so that its marks do not reach the next one. */
function Stored({ text }) {
  let row;
  try {
    row = JSON.parse(text);
  } catch {
    row = null; // a record of Personalize is CSV
  }
  if (row === null || typeof row !== 'object') return html`<${Cell} value=${text} />`;
  return html`<span class="pairs">${pairs(row).slice(0, 60).map(([name, value]) => html`
    <span><b><${Text}>${name}<//></b> <span class="mono"><${Text}>${value.length > 500 ? value.slice(0, 500) + ' …' : value}<//></span></span>`)}</span>`;
}

const Samples = ({ samples }) => (samples.length === 0
  ? html`<${Empty} title="No row was accepted">The file has no row, or the refused rows below say what is wrong with each.<//>`
  : html`<${Table} caption="The first rows as they would be stored" rows=${samples} rowKey=${(s) => `${s.File}:${s.Line}`} columns=${[
    { title: 'Line', right: true, cell: (s) => number(s.Line) },
    { title: 'Import', cell: (s) => ACTIONS[s.Action] ?? s.Action },
    { title: 'Stored as', wide: true, cell: (s) => html`<${Stored} text=${s.Stored} />` },
  ]} />`);

export const Refused = ({ rows }) => html`
  <${Table} caption="Refused rows by file and line" rows=${rows} rowKey=${(r) => `${r.File}:${r.Line}`} columns=${[
    { title: 'File', cell: (r) => html`<span class="mono"><${Text}>${r.File}<//></span>` },
    { title: 'Line', right: true, cell: (r) => number(r.Line) },
    { title: 'Reason', wide: true, cell: (r) => html`<${Text}>${r.Reason.slice(0, SHOWN)}<//>` },
  ]} />`;

/** The first rows: what the import would understand. */
export function FirstRows({ report }) {
  return html`
    <${Tabs} label="The beginning of the file" tabs=${[
      { id: 'rows', title: 'First rows', show: () => html`<${Samples} samples=${report.Samples} />` },
      { id: 'columns', title: `Columns (${report.Columns.length})`, show: () => html`<${Columns} columns=${report.Columns} />` },
      ...(report.RejectedRows.length === 0 ? [] : [
        { id: 'refused', title: `Refused (${number(report.Rejected)})`, show: () => html`<${Refused} rows=${report.RejectedRows} />` }]),
    ]} />`;
}

function Reasons({ report }) {
  const bars = byReason(report.RejectedRows).slice(0, 12);
  return html`<${BarChart} bars=${bars} unit=${number}
    label=${`Refused rows by reason: ${bars.map((b) => `${b.name} ${b.value}`).join('; ')}`} />`;
}

/** The counts of a dry run, and its refused rows. */
export function Report({ report }) {
  const { Accepted, Rejected, RejectedRows, Files, FileCount, Remarks, NotChecked } = report;
  return html`
    <div class="stack">
      ${report.Failure && html`<${Notice} kind="bad" title="The import would fail"><${Text}>${report.Failure.slice(0, SHOWN)}<//><//>`}
      ${!report.Complete && html`<${Notice} kind="warn" title="Not all rows were read">${STOPPED[report.StoppedBy] ?? ''} The counts are those of the rows that were read.<//>`}
      <${Figures} items=${[
        { name: 'Rows that are accepted', value: number(Accepted), note: report.Complete ? 'of all rows' : 'of the rows that were read' },
        { name: 'Rows that are refused', value: number(Rejected), note: Rejected > RejectedRows.length ? `the first ${number(RejectedRows.length)} are below` : ' ' },
        { name: 'Files', value: number(FileCount), note: bytes(Files.reduce((sum, file) => sum + file.Bytes, 0)) },
      ]} />
      ${RejectedRows.length > 0 && html`<${Tabs} label="Refused rows" tabs=${[
        { id: 'reasons', title: 'By reason', show: () => html`<${Reasons} report=${report} />` },
        { id: 'rows', title: 'By file and line', show: () => html`<${Refused} rows=${RejectedRows} />` },
      ]} />`}
      ${Remarks.length > 0 && html`<${Notice} title=${count(Remarks.length, 'remark')}>
        <ul>${Remarks.slice(0, 20).map((remark) => html`<li><${Text}>${remark}<//></li>`)}</ul><//>`}
      <details><summary class="small muted">What only the import itself checks</summary>
        <${Facts} items=${NotChecked.map((sentence, at) => [String(at + 1), html`<${Text}>${sentence}<//>`])} /></details>
    </div>`;
}
