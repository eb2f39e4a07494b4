/** What the pages of data are made of: lists with more pages and a search, resources with their JSON, ids to copy. */
import { html, useState } from '../lib/preact.js';
import { ask } from '../ask.js';
import { count, number, shortId } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Command, Copy, Empty, ErrorBox, Id, Loaded, Table, Tabs, Text, Time } from '../parts.js';
import { link } from '../router.js';
import { PAGE } from './data-api.js';
import { jobPath } from './data-links.js';

/** Times of Personalize are seconds, of the others text. */
export const When = ({ at }) => html`<${Time} at=${typeof at === 'number' ? at * 1000 : at} />`;

/** A link with a text that users wrote. */
export const Named = ({ path, children }) => html`<a href=${link(path)}><${Text}>${children}<//></a>`;

/** What tells an ARN from others of its type: all after the type. */
const brief = (id) => (id.startsWith('arn:') ? id.split('/').slice(1).map(shortId).join('/') : shortId(id));

/** An id or ARN that can be copied; short, unless whole is set. */
export const CopyId = ({ id, whole }) => html`<span class=${whole ? 'copy-id whole' : 'copy-id'}><span class=${whole ? 'mono' : 'mono id'} title=${id}><${Text}>${whole ? id : brief(id)}<//></span>
  <${Copy} text=${id} name=${`Copy ${id}`} /></span>`;

const json = (value) => JSON.stringify(value, null, 2);

const Code = ({ text, name }) => html`<div class="stack-tight"><div class="row"><span class="grow"></span><${Copy} text=${text} /></div>
  <pre class="code" tabindex="0" aria-label=${name}><${Text}>${text}<//></pre></div>`;

/** The JSON of a resource as the API returns it, and the line of the AWS CLI that reads it. */
export const Resource = ({ value, command }) => html`
  <${Card} id="resource" title="Resource"><${Tabs} label="The resource" tabs=${[
    { id: 'cli', title: 'AWS CLI', show: () => html`<${Command} text=${command} />` },
    { id: 'json', title: 'JSON', show: () => html`<${Code} text=${json(value)} name="JSON of the resource" />` },
  ]} /><//>`;

/** A button that shows the JSON of an entry that has no page of its own. */
export function JsonButton({ value, of }) {
  const show = () => ask({ title: 'JSON', body: html`<${Code} text=${json(value)} name=${of} />`, confirm: 'Close', hideCancel: true, wide: true });
  return html`<button type="button" class="btn tiny" aria-label=${`JSON of ${of}`} onClick=${show}>JSON</button>`;
}

/** Loads the first page of a list, and more on demand. @param {import('./data-api.js').List} list */
export function useList(list, keys) {
  const state = useLoad((signal) => list(undefined, signal), keys);
  const [more, setMore] = useState({ busy: false, error: null });
  const next = async () => {
    setMore({ busy: true, error: null });
    try {
      const page = await list(state.data.next);
      state.set((old) => ({ rows: [...old.rows, ...page.rows], next: page.next }));
      setMore({ busy: false, error: null });
    } catch (error) {
      setMore({ busy: false, error });
    }
  };
  return { ...state, more, loadMore: next };
}

/** More loaded rows than this are worth a search field. */
const FEW = 5;

/**
 * A card with one list of an API.
 *
 * @param {{id: string, title: string, noun: string, many?: string, list: import('./data-api.js').List, keys?: unknown[], actions?: any,
 *     columns: object[], rowKey: (row: any) => string, textOf?: (row: any) => string, note?: any, stamp?: (row: any) => any,
 *     empty: {title: string, text: any, command?: string, action?: any}}} props
 *     textOf: what the search looks at; without it there is no search. note: stands above the list
 */
export function List({ id, title, noun, many = noun + 's', list, keys = [], columns, rowKey, textOf, empty, actions, note, stamp }) {
  const state = useList(list, keys);
  const [sought, setSought] = useState('');
  const rows = state.data?.rows ?? [];
  const words = sought.trim().toLowerCase();
  const shown = words && textOf ? rows.filter((row) => textOf(row).toLowerCase().includes(words)) : rows;
  const searchable = textOf && (rows.length > FEW || state.data?.next);
  const nothing = {
    when: (data) => data.rows.length === 0 && !data.next,
    show: html`<${Empty} title=${empty.title} command=${empty.command} action=${empty.action}>${empty.text}<//>`,
  };
  const of = (words && textOf ? `${shown.length} of ` : '') + number(rows.length) + (state.data?.next ? ' loaded' : '');
  return html`
    <${Card} id=${id} title=${title} flush actions=${actions} note=${rows.length > 0 && html`<span class="num muted" role="status">${of}<span class="sr-only"> ${many}</span></span>`}>
      ${note && html`<p class="note muted">${note}</p>`}
      ${searchable && html`<div class="filters" role="search"><label class="field wide">Search the loaded ${many}
        <input type="search" data-search value=${sought} spellcheck="false" placeholder="Name, id or ARN" onInput=${(e) => setSought(e.target.value)} /></label></div>`}
      <${Loaded} state=${state} lines=${3} empty=${nothing}>${() => html`
        ${shown.length > 0
          ? html`<${Table} caption=${title} rows=${shown} rowKey=${rowKey} columns=${columns} stamp=${stamp} />`
          : html`<${Empty} title=${`None of ${count(rows.length, noun, many)} matches`}>${state.data.next ? `There are more ${many} than are loaded.` : 'Change the search.'}<//>`}
        ${state.more.error && html`<${ErrorBox} error=${state.more.error} retry=${state.loadMore} />`}
        ${state.data.next && html`<div class="more">There are more ${many}.
          <button class="btn tiny" disabled=${state.more.busy} onClick=${state.loadMore}>${state.more.busy ? 'Loading …' : `Load ${PAGE} more`}</button></div>`}`}
      <//>
    <//>`;
}

/** The status of a resource or job, as AWS writes it. */
export const Status = ({ word }) => html`<${Badge} state=${word}>${String(word).replaceAll('_', ' ')}<//>`;

/** Columns that several lists have. */
export const statusColumn = { title: 'Status', cell: (row) => html`<${Status} word=${row.status} />` };
export const createdColumn = (member) => ({ title: 'Created', right: true, cell: (row) => html`<${When} at=${row[member]} />` });

/** A link to the page of a job. @param {{id: string, children?: any}} props its id or ARN */
export const JobLink = ({ id, children }) => html`<a class="mono" href=${link(jobPath(id))} title=${id}>${children ?? html`<${Id} id=${id} />`}</a>`;

/** Tags as text. */
export function Tags({ tags }) {
  const all = Object.entries(tags ?? {});
  return all.length === 0 ? null : html`<div class="chips">${all.map(([name, value]) => html`<span class="badge plain"><${Text}>${name}=${value}<//></span>`)}</div>`;
}

/** The way to a page of data. @param {{trail: [string, string][], here: any}} props [title, path] of the pages above */
export const Crumbs = ({ trail, here }) => html`${[['Data', '/data'], ...trail].map(([title, path]) => html`
  <a href=${link(path)}><${Text}>${title}<//></a> / `)}${here}`;
