/** The filter of the list of jobs, which is the query of the address. */
import { html, useEffect, useState } from '../lib/preact.js';
import { serviceNames } from '../format.js';
import { setQuery } from '../router.js';

const STATES = ['QUEUED', 'RUNNING', 'COMMITTING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];
const LISTS = ['service', 'type', 'state'];
const SINGLES = ['status', 'account', 'container', 'text', 'createdAfter', 'createdBefore', 'hasRejectedRows'];

/** @param {URLSearchParams} query @returns {object} the parameters of ListJobs */
export function filterOf(query) {
  const filter = {};
  for (const name of LISTS) if (query.getAll(name).length > 0) filter[name] = query.getAll(name);
  for (const name of SINGLES) if (query.get(name)) filter[name] = query.get(name);
  return filter;
}

/**
 * The filter of the stream: without what changes during a job. State, status and refused rows are those after an event, so
 * that the stream would not tell of jobs that leave the list.
 */
export const streamFilterOf = ({ state, status, hasRejectedRows, ...fixed }) => fixed;

const localTime = (iso) => (iso ? new Date(new Date(iso).getTime() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : '');

/** A field that changes the address when nothing more is typed. */
function TextField({ name, label, value, wide, search, placeholder }) {
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    if (typed === (value ?? '')) return undefined;
    const timer = setTimeout(() => setQuery({ [name]: typed.trim() }), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  return html`<label class=${'field' + (wide ? ' wide' : '')}>${label}
    <input type=${search ? 'search' : 'text'} data-search=${search} value=${typed} placeholder=${placeholder}
      spellcheck="false" onInput=${(e) => setTyped(e.target.value)} /></label>`;
}

const TimeField = ({ name, label, value }) => html`<label class="field">${label}
  <input type="datetime-local" value=${localTime(value)}
    onChange=${(e) => setQuery({ [name]: e.target.value ? new Date(e.target.value).toISOString() : '' })} /></label>`;

export function JobFilter({ filter, operator }) {
  const toggled = (name, value) => {
    const now = filter[name] ?? [];
    setQuery({ [name]: now.includes(value) ? now.filter((each) => each !== value) : [...now, value] });
  };
  const more = ['container', 'status', 'type', 'account', 'createdAfter', 'createdBefore', 'hasRejectedRows'].some((name) => filter[name]);
  return html`
    <search class="filters">
      <${TextField} name="text" label="Search" value=${filter.text} wide search placeholder="Id, app, dataset, text of the request" />
      <label class="field">Service
        <select value=${filter.service?.[0] ?? ''} onChange=${(e) => setQuery({ service: e.target.value })}>
          <option value="">All services</option>
          ${Object.entries(serviceNames).map(([id, name]) => html`<option value=${id} selected=${filter.service?.[0] === id}>${name}</option>`)}
        </select></label>
      <fieldset class="field"><legend>State</legend>
        <div class="chips">${STATES.map((state) => html`
          <button type="button" class="chip" aria-pressed=${String(filter.state?.includes(state) ?? false)}
            onClick=${() => toggled('state', state)}>${state.toLowerCase()}</button>`)}</div></fieldset>
      <details class="field full" open=${more}>
        <summary>More filters</summary>
        <div class="filters">
          <${TextField} name="container" label="App, dataset, model or data set" value=${filter.container} />
          <${TextField} name="type" label="Job type" value=${filter.type?.[0]} placeholder="pinpoint.export" />
          <${TextField} name="status" label="Status of the service" value=${filter.status} placeholder="PROCESSING" />
          ${operator && html`<${TextField} name="account" label="Account" value=${filter.account?.match(/^\d{12}$/) ? filter.account : ''} placeholder="12 digits" />`}
          <${TimeField} name="createdAfter" label="Created after" value=${filter.createdAfter} />
          <${TimeField} name="createdBefore" label="Created before" value=${filter.createdBefore} />
          <label class="field">Rejected rows
            <select onChange=${(e) => setQuery({ hasRejectedRows: e.target.value })}>
              ${[['', 'with or without'], ['true', 'some'], ['false', 'none']].map(([value, name]) => html`
                <option value=${value} selected=${(filter.hasRejectedRows ?? '') === value}>${name}</option>`)}
            </select></label>
        </div>
      </details>
    </search>`;
}
