/** The import wizard: where to, the file, its first rows, a dry run, and the import. */
import { html, useEffect, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { toast } from '../ask.js';
import { useLoad } from '../live.js';
import { Announce, Card, Loaded, Notice, Page, Text } from '../parts.js';
import { FirstRows } from './import-report.js';
import { emptyForm, likeTraining, missing, proposal, trial } from './import-request.js';
import { content, RunStep } from './import-run.js';
import { SourceStep } from './import-source.js';
import { TARGETS, TargetStep } from './import-target.js';

const FIRST = { MaxRows: 1_000, MaxSeconds: 5, MaxSamples: 20, MaxRejectedRows: 20 };

/** The form as the address preselects it. @param {URLSearchParams} query */
function preselected(query, account) {
  const form = emptyForm();
  const service = query.get('service') ?? (query.has('trainingDataset') ? 'cleanroomsml' : query.has('dataset') ? 'personalize' : '');
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return {
    ...form, service: service in TARGETS ? service : form.service,
    app: query.get('app') ?? '', dataset: query.get('dataset') ?? '', name: 'import-' + stamp,
    role: `arn:aws:iam::${account}:role/import`,
  };
}

/** Waits until nothing has changed for a moment. */
function useSettled(key, millis) {
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), millis);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

/** What identifies the rows that are read. */
const keyOf = (form) => JSON.stringify([
  form.service, form.app, form.segment, form.register, form.format, form.dataset, form.mode, form.user, form.item, form.time,
  form.source, form.source === 's3' ? [form.url, form.role] : [form.file?.name, form.file?.size, form.file?.lastModified],
]);

async function firstRows(form, signal) {
  if (missing(form)) return null;
  const computer = form.source === 'computer';
  const file = computer ? { File: await content(form.file) } : {};
  return operator.dryRun({ ...trial(form, computer ? '' : form.url), ...file, ...FIRST }, signal);
}

function Preview({ state, form }) {
  const why = missing(form);
  return html`
    <${Card} id="import-first" title="3. First rows" flush>
      ${why ? html`<div class="body"><p class="muted">${why} Then its first rows are shown here as they would be understood.</p></div>`
        : html`<${Loaded} state=${state} lines=${6}>${(report) => (report === null ? html`<div class="body"><p class="muted">Reading …</p></div>` : html`
          <div class="body stack">
            ${report.Failure && html`<${Notice} kind="bad" title="The import would fail"><${Text}>${report.Failure.slice(0, 2_000)}<//><//>`}
            <${FirstRows} report=${report} />
          </div>`)}<//>`}
    <//>`;
}

/** Names of columns, also before those of a training dataset are chosen. */
const namesOf = (report) => (report?.Columns ?? []).map((column) => column.Name).filter(Boolean);

export default function Import({ query, session }) {
  const [form, setForm] = useState(() => preselected(query, session.Account));
  const change = (some) => setForm((old) => ({ ...old, ...some }));
  useEffect(() => {
    const stop = new AbortController();
    proposal(stop.signal).then((found) => setForm((old) => ({
      ...old, folder: old.folder || found.folder,
      role: found.role.includes(`::${session.Account}:`) && old.role.endsWith(':role/import') ? found.role : old.role,
    }))).catch(() => {}); // a proposal only
    return () => stop.abort();
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    const arn = query.get('trainingDataset');
    if (arn) likeTraining(arn, stop.signal).then(change).catch((error) => !stop.signal.aborted && toast(error.message, 'bad'));
    return () => stop.abort();
  }, []);
  const key = keyOf(form);
  const settled = useSettled(key, 400);
  const state = useLoad((signal) => firstRows(form, signal), [settled]);
  const report = settled === key ? state.data : null;
  return html`
    <${Page} title="Import" lead="Loads a file into an app, a dataset or a training dataset. A dry run shows first what would happen.">
      <${Announce} text=${report ? `First rows: ${report.Accepted} accepted, ${report.Rejected} refused` : ''} />
      <${TargetStep} form=${form} change=${change} columns=${namesOf(state.data)} />
      <${SourceStep} form=${form} change=${change} />
      <${Preview} state=${state} form=${form} />
      <${RunStep} key=${key} form=${form} failure=${report?.Failure} />
    <//>`;
}
