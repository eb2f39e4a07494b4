/** The last steps of an import: dry run, upload, and the import itself. */
import { html, useEffect, useRef, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { toast } from '../ask.js';
import { bytes, duration } from '../format.js';
import { Bar, Card, Command, ErrorBox, Notice, Text } from '../parts.js';
import { go } from '../router.js';
import { Report } from './import-report.js';
import { create, missing, missingToImport, train, trial } from './import-request.js';
import { base64, upload } from './import-upload.js';

/** The longest content of a request of DryRunImport is 1,000,000 characters of Base64. */
export const MOST_CONTENT = 720_000;
const LIMITS = { MaxRows: 10_000_000, MaxBytes: 1_073_741_824, MaxSeconds: 60, MaxRejectedRows: 1_000, MaxSamples: 10 };

/** The file or its beginning, as a member of a dry run. @param {File} file */
export const content = async (file) => ({
  Name: file.name, Content: await base64(file.slice(0, MOST_CONTENT)), Truncated: file.size > MOST_CONTENT,
});

/** Where files of this page are in S3 already, by role and folder, so that a file is uploaded once. @type {WeakMap<File, Map<string, string>>} */
const uploads = new WeakMap();

async function placed(form, signal, progress) {
  const known = uploads.get(form.file) ?? new Map();
  const key = `${form.role} ${form.folder}`;
  if (!known.has(key)) {
    progress(0, form.file.size);
    const { role, folder } = form;
    known.set(key, await upload(form.file, { role, folder, signal, progress: (done) => progress(done, form.file.size) }));
    uploads.set(form.file, known);
  }
  return known.get(key);
}

/** One task at a time that can be stopped; its progress in words. */
function useTask() {
  const [task, setTask] = useState(null);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const run = async (name, action) => {
    stop.current = new AbortController();
    const began = Date.now();
    setTask({ name, began });
    try {
      return await action(stop.current.signal, (done, all) => setTask({ name, began, done, all }));
    } finally {
      setTask(null);
    }
  };
  return { task, run, stop: () => stop.current.abort() };
}

function Progress({ task, stop }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, []);
  const uploading = task.all !== undefined;
  return html`
    <div class="stack-tight" role="status" aria-label=${task.name}>
      <div class="row"><strong>${task.name}</strong>
        <span class="muted num grow">${uploading ? `${bytes(task.done)} of ${bytes(task.all)}` : duration((Date.now() - task.began) / 1000)}</span>
        <button type="button" class="btn tiny" onClick=${stop}>Stop</button></div>
      ${uploading && html`<${Bar} done=${task.done} all=${task.all} label="Uploaded" />`}
    </div>`;
}

const isMissingBucket = (error) => /bucket/i.test(error.message) && /not exist|NoSuchBucket/i.test(error.message);

/** An error, with the line that creates a missing bucket. */
function Failure({ error, form }) {
  const bucket = /^s3:\/\/([^/]+)/.exec(form.source === 's3' ? form.url : form.folder)?.[1];
  return html`<${ErrorBox} error=${error} />
    ${bucket && isMissingBucket(error) && html`<div class="stack-tight"><p class="small muted">Create the bucket, and try again:</p><${Command} text=${`aws s3 mb s3://${bucket}`} /></div>`}`;
}

function Trained({ made, form }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const start = async () => {
    setBusy(true);
    try {
      go('/jobs/' + await train(form.name + '_model', made.arn));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return html`<div class="stack-tight">
    <${Notice} kind="ok" title="The training dataset is created"
      action=${html`<button class="btn primary" disabled=${busy} onClick=${start}>Train an audience model</button>`}>
      <span class="mono"><${Text}>${made.arn}<//></span><p>Its rows are read by the job that trains a model.</p><//>
    ${error && html`<${ErrorBox} error=${error} />`}</div>`;
}

/** @param {{form: import('./import-request.js').Form, failure?: string}} props form: its changes make a new component; failure: of its first rows */
export function RunStep({ form, failure }) {
  const { task, run, stop } = useTask();
  const [report, setReport] = useState(null);
  const [error, setError] = useState(null);
  const [made, setMade] = useState(null);
  const computer = form.source === 'computer';
  const large = computer && (form.file?.size ?? 0) > MOST_CONTENT;

  const guarded = async (name, action) => {
    setError(null);
    try {
      await run(name, action);
    } catch (failure) {
      if (failure.name === 'AbortError') toast('Stopped.', '');
      else setError(failure);
    }
  };
  /** Calls the action with the place of the file in S3, where a file of the computer is uploaded to first. */
  const inS3 = async (name, action) => {
    let url = computer ? '' : form.url;
    if (computer) await guarded('Uploading the file', async (signal, progress) => { url = await placed(form, signal, progress); });
    if (url) await guarded(name, (signal) => action(url, signal));
  };
  const tryRows = async (url, signal) => {
    setReport(null);
    const file = url ? {} : { File: await content(form.file) };
    setReport(await operator.dryRun({ ...trial(form, url), ...file, ...LIMITS }, signal));
  };
  const dryRun = () => (computer && !large ? guarded('Dry run', (signal) => tryRows('', signal)) : inS3('Dry run', tryRows));
  const start = () => inS3('Creating the import', async (url) => {
    const done = await create(form, url);
    if (done.job) go('/jobs/' + done.job);
    else setMade(done);
  });
  const why = missing(form) || (large ? missingToImport(form) : '');
  const whyNot = missingToImport(form);
  const bad = (report ? report.Failure : failure) !== undefined;
  return html`
    <${Card} id="import-dry-run" title="4. Dry run">
      <div class="stack">
        <p class="muted">Reads and checks the rows as the import does, and stores nothing.
          ${large && ' The file is too large to be sent with the request: it is uploaded to S3 first.'}</p>
        <div class="row"><button type="button" class="btn" disabled=${Boolean(task) || why !== ''} onClick=${dryRun}>Dry run</button>
          ${why && html`<span class="muted small">${why}</span>`}</div>
        ${report && html`<${Report} report=${report} />`}
      </div>
    <//>
    <${Card} id="import-run" title="5. Import">
      <div class="stack">
        ${bad && html`<${Notice} kind="warn">The rows that were read say that the import would fail.<//>`}
        ${made ? html`<${Trained} made=${made} form=${form} />` : html`
          <div class="row"><button type="button" class="btn primary" disabled=${Boolean(task) || whyNot !== ''} onClick=${start}>
            ${computer ? 'Upload and import' : 'Import'}</button>
            ${whyNot ? html`<span class="muted small">${whyNot}</span>` : html`<span class="muted small">Its page shows the import while it runs.</span>`}</div>`}
        ${task && html`<${Progress} task=${task} stop=${stop} />`}
        ${error && html`<${Failure} error=${error} form=${form} />`}
      </div>
    <//>`;
}
