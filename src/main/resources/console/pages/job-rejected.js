/** The rows that an import refused, with file, line and reason. */
import { html, useState } from '../lib/preact.js';
import { BarChart } from '../chart.js';
import { allPages, operator } from '../api.js';
import { count, number } from '../format.js';
import { useLoad } from '../live.js';
import { Card, Empty, Loaded, Notice, Table, Tabs, Text } from '../parts.js';
import { save } from './save.js';

const MOST = 5_000;
const SHOWN = 200;

/** The kind of a reason: without the values that differ from row to row. */
const kindOf = (reason) => reason.replace(/'[^']*'|"[^"]*"/g, '…').replace(/\d+/g, '…').slice(0, 120);

export function byReason(rows) {
  const counts = new Map();
  for (const row of rows) counts.set(kindOf(row.Reason), (counts.get(kindOf(row.Reason)) ?? 0) + 1);
  return [...counts].map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
}

const quoted = (value) => `"${String(value ?? '').replaceAll('"', '""').replace(/^([=+\-@\t\r])/, "'$1")}"`;
const csv = (rows) => ['file,line,reason', ...rows.map((r) => [r.File, r.Line, r.Reason].map(quoted).join(','))].join('\r\n') + '\r\n';

export function RejectedRows({ job }) {
  const state = useLoad(async () => {
    /** @type {any} */
    let first;
    const rows = await allPages(async (query) => {
      const page = await operator.listRejectedRows(job.JobId, query);
      first ??= page;
      return page;
    }, 'RejectedRows', MOST);
    return { rows, total: first.Total, report: first.Report };
  }, [job.JobId, job.State, job.RejectedRows]);
  const [shown, setShown] = useState(SHOWN);
  const empty = {
    when: ({ rows, total }) => rows.length === 0 && total === 0,
    show: html`<${Empty} title="No row was refused" />`,
  };
  const download = state.data?.rows.length > 0 && html`
    <button class="btn tiny" onClick=${() => save(`rejected-rows-${job.JobId}.csv`, 'text/csv', csv(state.data.rows))}>Download as CSV</button>`;
  return html`
    <${Card} id="rejected" title="Refused rows" flush actions=${download}>
      <${Loaded} state=${state} lines=${4} empty=${empty}>${({ rows, total, report }) => html`
        ${rows.length > 0 && total > rows.length && html`<div class="body"><${Notice}>${number(total)} rows were refused. The server keeps the first ${number(rows.length)} of them.
          ${report && html` All of them are in <span class="mono"><${Text}>${report.Uri}<//></span>.`}<//></div>`}
        ${rows.length === 0 && html`<div class="body"><${Notice}>Rows refused: ${number(total)}. The piece that read them failed, so they are not listed.
          Import again once its failure is mended.<//></div>`}
        ${rows.length > 0 && html`<div class="body"><${Tabs} label="Refused rows" tabs=${[
          { id: 'rows', title: 'By file and line', show: () => html`
            <${Table} caption="Refused rows by file and line" rows=${rows.slice(0, shown)} rowKey=${(r) => `${r.File}:${r.Line}:${r.Reason}`} columns=${[
              { title: 'File', cell: (r) => html`<span class="mono"><${Text}>${r.File ?? '–'}<//></span>` },
              { title: 'Line', right: true, cell: (r) => number(r.Line) },
              { title: 'Reason', wide: true, cell: (r) => html`<${Text}>${r.Reason}<//>` },
            ]} />
            ${rows.length > shown && html`<div class="more">${number(shown)} of ${count(rows.length, 'row')}
              <button class="btn tiny" onClick=${() => setShown(shown + 1_000)}>Show more</button></div>`}` },
          { id: 'reasons', title: 'By reason', show: () => {
            const bars = byReason(rows);
            return html`<${BarChart} bars=${bars.slice(0, 12)} unit=${number} label=${`Refused rows by reason: ${bars.slice(0, 12).map((b) => `${b.name} ${b.value}`).join('; ')}`} />`;
          } },
        ]} /></div>`}`}
      <//>
    <//>`;
}
