/** The objects that a job makes, with preview and download. */
import { html } from '../lib/preact.js';
import { operator } from '../api.js';
import { ask } from '../ask.js';
import { bytes, count, number } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Cell, Copy, Empty, ErrorBox, Loaded, Table, Text } from '../parts.js';

/** What a Parquet file has beside the rows that are shown. */
function Columns({ page }) {
  const hidden = page.Columns.filter((column) => !column.IsShown);
  return html`
    <p class="muted small">Parquet with ${count(page.Columns.length, 'column')}: <${Text}>${page.Columns.map((column) => `${column.Name} ${column.Type}`).join(', ')}<//></p>
    ${hidden.length > 0 && html`<p class="muted small">Not shown: <${Text}>${hidden.map((column) => column.Name).join(', ')}<//></p>`}
    ${page.Remark && html`<p class="small"><${Text}>${page.Remark}<//></p>`}`;
}

async function preview(job, output) {
  let body;
  const row = (number, page) => count(number, page.Columns ? 'row' : 'line');
  try {
    const page = await operator.previewOutput(job.JobId, output.OutputId);
    body = html`
      <p class="mono small"><${Text}>${output.Object.Uri}<//></p>
      <pre class="code" tabindex="0"><${Text}>${page.Lines.map((line) => (line.length > 4_000 ? line.slice(0, 4_000) + ' …' : line)).join('\n')}<//></pre>
      <p class="muted small">${row(page.Lines.length, page)}${page.Truncated ? '; the object has more' : ', which is all'}</p>
      ${page.Columns && html`<${Columns} page=${page} />`}`;
  } catch (error) {
    body = html`<${ErrorBox} error=${error} />`;
  }
  ask({ title: 'First lines', body, confirm: 'Close', hideCancel: true, wide: true });
}

/** Why an output of that state cannot be read. */
function unreadable(job, state) {
  if (state === 'REVOKED') return 'removed';
  return ['FAILED', 'CANCELLED'].includes(job.State) ? 'never written' : 'not visible yet';
}

function Actions({ job, output }) {
  if (output.State !== 'VISIBLE') return html`<span class="muted">${unreadable(job, output.State)}</span>`;
  return html`<div class="row nowrap actions">
    <button class="btn tiny" onClick=${() => preview(job, output)}>Preview</button>
    ${output.DownloadUrl && html`<a class="btn tiny" href=${output.DownloadUrl} rel="noopener noreferrer" download>Download</a>`}
    <${Copy} text=${`aws s3 cp ${output.Object.Uri} .`} label="Copy CLI" />
  </div>`;
}

export function Outputs({ job }) {
  const state = useLoad(async () => {
    const page = await operator.listOutputs(job.JobId, { maxResults: 200 });
    return { outputs: page.Outputs, more: Boolean(page.NextToken) };
  }, [job.JobId, job.State, job.PiecesDone]);
  const empty = {
    when: ({ outputs }) => outputs.length === 0,
    show: html`<${Empty} title="The job makes no object">Its result is rows in the database.<//>`,
  };
  return html`
    <${Card} id="outputs" title="Outputs" flush>
      <${Loaded} state=${state} lines=${4} empty=${empty}>${({ outputs, more }) => html`
        <${Table} caption="Objects of the job" rows=${outputs} rowKey=${(o) => o.OutputId} columns=${[
          { title: 'Object', wide: true, cell: (o) => html`<span class="mono"><${Text}>${o.Object.Uri}<//></span>${o.IsManifest && html`<span class="sub">manifest</span>`}` },
          { title: 'State', cell: (o) => html`<${Badge} state=${o.State} />` },
          { title: 'Rows', right: true, cell: (o) => number(o.Rows) },
          { title: 'Size', right: true, cell: (o) => bytes(o.Bytes) },
          { title: 'SHA-256', cell: (o) => (o.Sha256 ? html`<span class="mono nowrap" title=${o.Sha256}>${o.Sha256.slice(0, 12)}…</span>` : html`<${Cell} value="–" />`) },
          { title: 'Actions', cell: (o) => html`<${Actions} job=${job} output=${o} />` },
        ]} />
        ${more && html`<div class="more">The first 200 objects. All of them: <code>aws longshore list-job-outputs --job-id ${job.JobId}</code></div>`}`}
      <//>
    <//>`;
}
