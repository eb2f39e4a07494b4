/** The data of the four services in numbers, and a search for names, ids and ARNs. */
import { html, useEffect, useState } from '../lib/preact.js';
import { serviceName } from '../format.js';
import { useLoad } from '../live.js';
import { Card, Empty, ErrorBox, Notice, Page, Table, Text } from '../parts.js';
import { go, link } from '../router.js';
import { exchange, personalizeData, pinpoint, rooms } from './data-api.js';
import { pathOf } from './data-links.js';
import { Named } from './data-parts.js';

/** The largest page that all lists allow. */
const MOST = 100;

/** @type {{service: string, about: string, command?: string, kinds: {title: string, noun: string, list: import('./data-api.js').List}[]}[]} */
const SERVICES = [
  {
    service: 'pinpoint', about: 'Apps with their endpoints, segments and jobs', kinds: [{ title: 'Apps', noun: 'App', list: pinpoint.apps }],
  },
  {
    service: 'personalize', about: 'Datasets with their schemas, imports and exports', kinds: [
      { title: 'Dataset groups', noun: 'Dataset group', list: personalizeData.groups },
      { title: 'Datasets', noun: 'Dataset', list: personalizeData.datasets() },
      { title: 'Event trackers', noun: 'Event tracker', list: personalizeData.trackers() },
    ],
  },
  {
    service: 'dataexchange', about: 'Data sets with their revisions, assets and grants', kinds: [
      { title: 'Owned data sets', noun: 'Owned data set', list: exchange.dataSets('OWNED') },
      { title: 'Entitled data sets', noun: 'Entitled data set', list: exchange.dataSets('ENTITLED') },
      { title: 'Event actions', noun: 'Event action', list: exchange.eventActions() },
      { title: 'Grants sent', noun: 'Grant sent', list: exchange.sentGrants },
      { title: 'Grants received', noun: 'Grant received', list: exchange.receivedGrants },
    ],
  },
  {
    service: 'cleanroomsml', about: 'Training data, audience models and audiences', kinds: [
      { title: 'Training datasets', noun: 'Training dataset', list: rooms.trainingDatasets },
      { title: 'Audience models', noun: 'Audience model', list: rooms.models },
      { title: 'Configured models', noun: 'Configured model', list: rooms.configuredModels },
      { title: 'Audiences', noun: 'Audience', list: rooms.generations() },
    ],
  },
];

const arnOf = (row) => row.Arn ?? row.audienceGenerationJobArn ?? row.configuredAudienceModelArn ?? row.audienceModelArn
  ?? row.trainingDatasetArn ?? row.datasetArn ?? row.datasetGroupArn ?? row.eventTrackerArn;
const nameOf = (row) => row.Name ?? row.name ?? row.Id;

/** One count; the APIs have no counts, so the first page of the list is counted. */
function Count({ kind, service, found }) {
  const state = useLoad((signal) => kind.list(undefined, signal, MOST), []);
  useEffect(() => { if (state.data) found(kind, state.data.rows); }, [state.data]);
  useEffect(() => { if (state.error) found(kind, [], state.error); }, [state.error]);
  const n = state.data?.rows.length;
  return html`<div><dt>${kind.title}</dt><dd>${state.error
    ? html`<span class="muted" title=${state.error.message}>–<small>${state.error.denied ? 'not allowed' : state.error.code}</small></span>`
    : html`<a class="plain" href=${link('/data/' + service)}>${n === undefined ? '…' : state.data.next ? `${n}+` : n}</a>`}</dd></div>`;
}

function Service({ service, about, kinds, found, errors }) {
  const error = errors.find((each) => kinds.includes(each.kind))?.error;
  return html`
    <${Card} id=${'data-' + service} title=${html`<a href=${link('/data/' + service)}>${serviceName(service)}</a>`}>
      <p class="muted about">${about}</p>
      <dl class="counts">${kinds.map((kind) => html`<${Count} kind=${kind} service=${service} found=${found} />`)}</dl>
      ${error && html`<${ErrorBox} error=${error} />`}
    <//>`;
}

function Matches({ words, rows }) {
  const lower = words.toLowerCase();
  const found = rows.filter(({ row }) => [nameOf(row), arnOf(row)].some((text) => text?.toLowerCase().includes(lower))).slice(0, 50);
  if (found.length === 0) {
    return html`<${Empty} title="Nothing that is loaded has this name, id or ARN">The search looks at the first ${MOST} entries of each list. A whole ARN also opens what is not loaded.<//>`;
  }
  return html`<${Table} caption="Found data" rows=${found} rowKey=${({ row, kind }) => kind.title + arnOf(row)} columns=${[
    { title: 'Name', wide: true, cell: ({ row }) => (pathOf(arnOf(row)) ? html`<${Named} path=${pathOf(arnOf(row))}>${nameOf(row)}<//>` : html`<${Text}>${nameOf(row)}<//>`) },
    { title: 'What', cell: ({ kind, service }) => html`${kind.noun}<span class="sub">${serviceName(service)}</span>` },
    { title: 'ARN', wide: true, cell: ({ row }) => html`<span class="mono"><${Text}>${arnOf(row)}<//></span>` },
  ]} />`;
}

export default function Data() {
  const [words, setWords] = useState('');
  const [loaded, setLoaded] = useState([]);
  const found = (kind, rows, error) => setLoaded((all) => [...all.filter((each) => each.kind !== kind), { kind, rows, error }]);
  const rows = SERVICES.flatMap(({ service, kinds }) => kinds.flatMap((kind) =>
    (loaded.find((each) => each.kind === kind)?.rows ?? []).map((row) => ({ row, kind, service }))));
  const errors = loaded.filter((each) => each.error);
  const open = (event) => {
    event.preventDefault();
    const path = pathOf(words.trim());
    if (path) go(path);
  };
  const isEmpty = loaded.length === SERVICES.flatMap((each) => each.kinds).length && rows.length === 0 && errors.length === 0;
  return html`
    <${Page} title="Data" lead="What the four services keep, read by their own APIs.">
      <${Card} flush>
        <form class="filters" role="search" onSubmit=${open}>
          <label class="field wide">Search in all services
            <input type="search" data-search value=${words} spellcheck="false" placeholder="Name, id or ARN" onInput=${(e) => setWords(e.target.value)} /></label>
          <button class="btn" disabled=${!pathOf(words.trim())}>Open the ARN</button>
        </form>
        ${words.trim() && html`<${Matches} words=${words.trim()} rows=${rows} />`}
      <//>
      ${isEmpty && html`<${Notice} title="There are no data yet">Create an app, a dataset, a data set or a training dataset with an AWS SDK or the AWS CLI, or run the demo:
        <code>java -jar longshore.jar demo --stay</code><//>`}
      <div class="cols">${SERVICES.map((each) => html`<${Service} ...${each} found=${found} errors=${errors} />`)}</div>
    <//>`;
}
