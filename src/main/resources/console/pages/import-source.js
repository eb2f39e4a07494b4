/** The second step of an import: the file. */
import { html } from '../lib/preact.js';
import { bytes } from '../format.js';
import { Card, Text } from '../parts.js';
import { formatOf } from './import-request.js';

function Computer({ form, change }) {
  const pick = (file) => change({ file, format: file ? formatOf(file.name) || form.format : form.format });
  const drop = (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) pick(event.dataTransfer.files[0]);
  };
  return html`
    <div class="stack-tight" onDragOver=${(e) => e.preventDefault()} onDrop=${drop}>
      <label class="field">File<input type="file" name="file" accept=".csv,.tsv,.json,.jsonl,.gz,.parquet,text/csv,application/json"
        onChange=${(e) => pick(e.target.files[0] ?? null)} />
        <span class="hint">CSV or JSON lines, also gzipped. Its beginning is read for the preview; all of it is uploaded in parts, and only if you say so below.</span></label>
      ${form.file && html`<p class="small"><${Text}>${form.file.name}<//> <span class="muted num">${bytes(form.file.size)}</span></p>`}
    </div>
    <div class="fields two">
      <label class="field wide">Folder in S3 for the file<input name="folder" placeholder="s3://bucket/imports/" pattern="s3://.+" spellcheck="false"
        value=${form.folder} onInput=${(e) => change({ folder: e.target.value.trim() })} />
        <span class="hint">The file is uploaded there before it is imported, into a folder of its own.</span></label>
      <${Role} form=${form} change=${change} hint="Writes the file to the folder, and reads it in the import." />
    </div>`;
}

const InS3 = ({ form, change }) => html`
  <div class="fields two">
    <label class="field wide">Place in S3<input name="url" placeholder=${form.service === 'cleanroomsml' ? 's3://bucket/table/' : 's3://bucket/folder/file.csv'}
      pattern="s3://.+" spellcheck="false" value=${form.url}
      onInput=${(e) => change({ url: e.target.value.trim(), format: formatOf(e.target.value.trim()) || form.format })} />
      <span class="hint">A file, or a folder whose files are all imported.</span></label>
    <${Role} form=${form} change=${change} hint="Reads the files." />
  </div>`;

const Role = ({ form, change, hint }) => html`
  <label class="field wide">Role<input name="role" placeholder="arn:aws:iam::111122223333:role/name" spellcheck="false" value=${form.role}
    onInput=${(e) => change({ role: e.target.value.trim() })} /><span class="hint">${hint} One of your account.</span></label>`;

const SOURCES = { computer: 'A file of this computer', s3: 'A place in S3' };

/** @param {{form: any, change: (some: object) => void}} props */
export function SourceStep({ form, change }) {
  return html`
    <${Card} id="import-source" title="2. The file">
      <div class="stack">
        <div class="chips" role="group" aria-label="Where the file is">${Object.entries(SOURCES).map(([source, title]) => html`
          <button type="button" class="chip" key=${source} aria-pressed=${String(form.source === source)}
            onClick=${() => change({ source })}>${title}</button>`)}</div>
        ${form.source === 'computer' ? html`<${Computer} form=${form} change=${change} />` : html`<${InS3} form=${form} change=${change} />`}
        ${form.service === 'pinpoint' && html`<label class="field narrow">Format<select name="format" value=${form.format}
          onChange=${(e) => change({ format: e.target.value })}>
          <option value="">Choose the format</option><option value="CSV">CSV</option><option value="JSON">JSON lines</option></select></label>`}
      </div>
    <//>`;
}
