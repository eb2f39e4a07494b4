/** The first step of an import: where to. */
import { html, useEffect } from '../lib/preact.js';
import { call } from '../api.js';
import { useLoad } from '../live.js';
import { Card, Empty, Loaded, Notice } from '../parts.js';

const MOST = 1_000;

/** The services with what they import into. */
export const TARGETS = {
  pinpoint: 'Endpoints of a Pinpoint app',
  personalize: 'Records of a Personalize dataset',
  cleanroomsml: 'Training data of Clean Rooms ML',
};

async function apps(signal) {
  const all = [];
  let token;
  do {
    const page = await call('GET', '/v1/apps', { service: 'mobiletargeting', query: { 'page-size': 200, token }, signal });
    all.push(...page.Item);
    token = page.NextToken;
  } while (token && all.length < MOST);
  return all.sort((a, b) => a.Name.localeCompare(b.Name));
}

async function segments(app, signal) {
  if (!app) return [];
  const path = `/v1/apps/${encodeURIComponent(app)}/segments`;
  const page = await call('GET', path, { service: 'mobiletargeting', query: { 'page-size': 200 }, signal });
  return page.Item.filter((each) => each.SegmentType === 'IMPORT');
}

async function datasets(signal) {
  const all = [];
  let nextToken;
  do {
    const target = 'AmazonPersonalize.ListDatasets';
    const body = { maxResults: 100, ...(nextToken && { nextToken }) };
    const page = await call('POST', '/', { service: 'personalize', target, body, signal });
    all.push(...page.datasets);
    ({ nextToken } = page);
  } while (nextToken && all.length < MOST);
  return all;
}

function PinpointTarget({ form, change }) {
  const state = useLoad(apps, []);
  const known = useLoad((signal) => segments(form.app, signal), [form.app]);
  const empty = {
    when: (data) => data.length === 0,
    show: html`<${Empty} title="There are no apps" command="aws pinpoint create-app --create-application-request Name=mine">
      Endpoints belong to an app. Create one first.<//>`,
  };
  return html`<${Loaded} state=${state} lines=${2} empty=${empty}>${(data) => html`
    <div class="fields">
      <label class="field">App<select name="app" required value=${form.app} onChange=${(e) => change({ app: e.target.value, segment: '' })}>
        <option value="">Choose an app</option>
        ${data.map((app) => html`<option value=${app.Id} key=${app.Id}>${app.Name} (${app.Id.slice(0, 8)})</option>`)}</select></label>
      <label class="field">Segment<select name="segment" value=${form.segment} onChange=${(e) => change({ segment: e.target.value })}>
        <option value="">no segment</option><option value="new">a new segment of these endpoints</option>
        ${(known.data ?? []).map((each) => html`<option value=${each.Id} key=${each.Id}>a new version of ${each.Name}</option>`)}</select></label>
      ${form.segment === 'new' && html`<label class="field">Name of the segment<input name="segmentName" maxlength="64" required
        value=${form.segmentName} onInput=${(e) => change({ segmentName: e.target.value })} /></label>`}
      <label class="check"><input type="checkbox" name="register" checked=${form.register}
        onChange=${(e) => change({ register: e.target.checked })} /> Endpoints are added to the app</label>
    </div>`}<//>`;
}

function PersonalizeTarget({ form, change }) {
  const state = useLoad(datasets, []);
  const empty = {
    when: (data) => data.length === 0,
    show: html`<${Empty} title="There are no datasets" command="aws personalize create-dataset --name NAME --dataset-type Interactions --dataset-group-arn ARN --schema-arn ARN">
      Records belong to a dataset of a dataset group. Create one first.<//>`,
  };
  return html`<${Loaded} state=${state} lines=${2} empty=${empty}>${(data) => html`
    <div class="fields">
      <label class="field">Dataset<select name="dataset" required value=${form.dataset} onChange=${(e) => change({ dataset: e.target.value })}>
        <option value="">Choose a dataset</option>
        ${data.map((each) => html`<option value=${each.datasetArn} key=${each.datasetArn}>${each.name} (${each.datasetType.toLowerCase()})</option>`)}</select></label>
      <label class="field">Mode<select name="mode" value=${form.mode} onChange=${(e) => change({ mode: e.target.value })}>
        <option value="FULL">FULL: replaces what earlier imports have loaded</option>
        <option value="INCREMENTAL">INCREMENTAL: adds to it</option></select></label>
      <${Name} form=${form} change=${change} label="Name of the job" />
    </div>`}<//>`;
}

const Name = ({ form, change, label }) => html`
  <label class="field">${label}<input name="name" maxlength="63" pattern="[a-zA-Z0-9][a-zA-Z0-9_\\-]*" value=${form.name}
    onInput=${(e) => change({ name: e.target.value })} /></label>`;

const ROLES = [['user', 'User id'], ['item', 'Item id'], ['time', 'Timestamp']];

/** Guesses the columns by their names, as far as none is chosen. */
function guessed(form, names) {
  const like = { user: /user|customer|visitor|member/i, item: /item|product|article|sku/i, time: /time|date|^ts$|(^|_)at$/i };
  const found = {};
  for (const [part] of ROLES) {
    const name = names.find((each) => like[part].test(each));
    if (!form[part] && name) found[part] = name;
  }
  return found;
}

function TrainingTarget({ form, change, columns }) {
  useEffect(() => {
    const found = guessed(form, columns);
    if (Object.keys(found).length > 0) change(found);
  }, [columns.join('\n')]);
  return html`
    <div class="stack">
      <${Notice}>A training dataset names a table in S3; an audience model is then trained on it. Its columns can be chosen once the file is known.<//>
      <div class="fields">
        <${Name} form=${form} change=${change} label="Name of the training dataset" />
        ${ROLES.map(([part, title]) => html`<label class="field" key=${part}>${title}<input name=${part} list="import-columns"
          placeholder="column" value=${form[part]} onInput=${(e) => change({ [part]: e.target.value })} /></label>`)}
        <datalist id="import-columns">${columns.map((name) => html`<option value=${name} key=${name} />`)}</datalist>
      </div>
    </div>`;
}

/** @param {{form: any, change: (some: object) => void, columns: string[]}} props columns: of the file, as far as known */
export function TargetStep({ form, change, columns }) {
  return html`
    <${Card} id="import-target" title="1. Where to">
      <div class="stack">
        <div class="chips" role="group" aria-label="Service">${Object.entries(TARGETS).map(([service, title]) => html`
          <button type="button" class="chip" key=${service} aria-pressed=${String(form.service === service)}
            onClick=${() => change({ service })}>${title}</button>`)}</div>
        ${form.service === 'pinpoint' && html`<${PinpointTarget} form=${form} change=${change} />`}
        ${form.service === 'personalize' && html`<${PersonalizeTarget} form=${form} change=${change} />`}
        ${form.service === 'cleanroomsml' && html`<${TrainingTarget} form=${form} change=${change} columns=${columns} />`}
      </div>
    <//>`;
}
