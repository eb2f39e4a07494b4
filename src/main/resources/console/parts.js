/** The components that all pages are made of. Text of users is always a child, so it is shown as text. */
import { Component, html, useEffect, useRef, useState } from './lib/preact.js';
import { absoluteTime, number, relativeTime, shortId } from './format.js';

export { html };

/** The head and the body of a page. */
export function Page({ title, lead, crumbs, actions, children }) {
  useEffect(() => { document.title = `${title} · Longshore`; }, [title]);
  return html`
    <header class="page-head">
      <div class="grow">
        ${crumbs && html`<p class="crumbs">${crumbs}</p>`}
        <h1><${Text}>${title}<//></h1>
        ${lead && html`<p class="lead">${lead}</p>`}
      </div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </header>
    <div class="stack">${children}</div>`;
}

/** A box with a heading. note: a short text beside it */
export function Card({ title, note, actions, flush, children, id }) {
  return html`
    <section class="card" aria-labelledby=${title && id ? id : undefined}>
      ${title && html`<header><div class="row"><h2 id=${id}>${title}</h2>${note}</div>${actions}</header>`}
      <div class=${'body' + (flush ? ' flush' : '')}>${children}</div>
    </section>`;
}

/** Text that users wrote: isolated, so that right-to-left marks change nothing around it. */
export const Text = ({ children }) => html`<bdi class="text">${children}</bdi>`;

/** An id, shortened if it is a long hexadecimal one, whole on hover. */
export const Id = ({ id }) => html`<span class="id" title=${id}><${Text}>${shortId(id)}<//></span>`;

const LONGEST = 2_000;

/** A value in a cell, which may be of any length. */
export function Cell({ value }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  const cut = text.length > LONGEST;
  const scrolls = text.length > 200;
  return html`<bdi class="text cell mono" tabindex=${scrolls ? 0 : undefined}>${cut ? text.slice(0, LONGEST) : text}</bdi>
    ${cut && html`<span class="sub">… ${number(text.length - LONGEST)} more characters</span>`}`;
}

const TONES = {
  QUEUED: 'idle', RUNNING: 'busy', COMMITTING: 'busy', SUCCEEDED: 'ok', FAILED: 'bad', CANCELLED: 'warn',
  COMPLETED: 'ok', ACTIVE: 'ok', ERROR: 'bad', 'CREATE FAILED': 'bad', CREATE_FAILED: 'bad', IN_PROGRESS: 'busy', PROCESSING: 'busy',
  'CREATE IN_PROGRESS': 'busy', CREATE_IN_PROGRESS: 'busy', COMPLETING: 'busy', FAILING: 'bad', ACCEPTED: 'ok', TIMED_OUT: 'bad',
  PUBLISHED: 'ok', REVOKED: 'bad', PENDING_RECEIVER_ACCEPTANCE: 'warn', DONE: 'ok', BLOCKED: 'idle', VISIBLE: 'ok', ENABLED: 'ok', DISABLED: 'bad', EXPIRED: 'warn', UNREADABLE: 'bad',
};
/** @returns {'idle' | 'busy' | 'ok' | 'bad' | 'warn'} */
export const tone = (state) => TONES[state] ?? 'idle';

/** A state as a word beside its colour. */
export const Badge = ({ state, kind, children }) =>
  html`<span class=${'badge ' + (kind ?? tone(state))}>${children ?? state}</span>`;

const clocks = new Set();
setInterval(() => clocks.forEach((tick) => tick()), 10_000);

/** A time: relative, with the absolute one on hover and for screen readers. */
export function Time({ at }) {
  const [, draw] = useState(0);
  useEffect(() => {
    const tick = () => draw((n) => n + 1);
    clocks.add(tick);
    return () => clocks.delete(tick);
  }, []);
  if (!at) return html`<span class="muted">–</span>`;
  return html`<time class="num" datetime=${typeof at === 'number' ? new Date(at).toISOString() : at} title=${absoluteTime(at)}>${relativeTime(at)}</time>`;
}

/** A row, which is drawn again only if it has changed: lists have thousands. */
class Row extends Component {
  shouldComponentUpdate(next) {
    return next.stamp === undefined || next.row !== this.props.row || next.stamp !== this.props.stamp;
  }

  render({ row, id, columns }) {
    return html`<tr role="row" data-key=${id}>${columns.map((c) => html`
      <td role="cell" class=${[c.right && 'r', c.wide && 'w', c.pick && 'pick'].filter(Boolean).join(' ')}
        data-label=${typeof c.title === 'string' ? c.title : undefined}>${c.cell(row)}</td>`)}</tr>`;
  }
}

/**
 * A real table with a caption. On a narrow screen each row is a card, whose values are labelled by the titles of their
 * columns; the roles keep it a table for screen readers.
 *
 * @param {{caption: string, rows: any[], rowKey: (row: any) => string, stamp?: (row: any) => any,
 *     columns: {title: any, right?: boolean, wide?: boolean, pick?: boolean, cell: (row: any) => any}[]}} props
 *     right: numbers. wide: a text that may be long. pick: a box that selects the row.
 *     stamp: what a row shows beside itself; with it a row is drawn again only if it or its stamp has changed
 */
export function Table({ caption, columns, rows, rowKey, stamp }) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table class="list" role="table">
        <caption class="sr-only">${caption}</caption>
        <thead role="rowgroup"><tr role="row">${columns.map((c) => html`
          <th role="columnheader" scope="col" class=${c.right ? 'r' : ''}>${c.title}</th>`)}</tr></thead>
        <tbody role="rowgroup">${rows.map((row) => html`
          <${Row} key=${rowKey(row)} id=${rowKey(row)} row=${row} columns=${columns} stamp=${stamp?.(row)} />`)}</tbody>
      </table>
    </div>`;
}

/** Placeholder lines of about the height of what is loaded. */
export const Loading = ({ lines = 6, what = 'Loading' }) => html`
  <div class="skeleton" role="status" aria-label=${what}>${Array.from({ length: lines }, () => html`<i></i>`)}</div>`;

/** An error with what can be done about it. */
export function ErrorBox({ error, retry }) {
  const denied = error.denied;
  return html`
    <div class=${'notice ' + (denied ? 'warn' : 'bad')} role="alert">
      <div class="grow">
        <strong>${denied ? 'The policy of your access key does not allow this' : error.code ?? 'Error'}</strong>
        <${Text}>${error.message}<//>
        ${denied && html`<p class="small muted"><a href="#/keys">Keys</a> says which statement of the policy decides,
          and an operator can give the key another policy.</p>`}
        ${error.requestId && html`<p class="small muted mono">request ${error.requestId}</p>`}
      </div>
      ${retry && html`<button class="btn tiny" onClick=${retry}>Try again</button>`}
    </div>`;
}

export const Notice = ({ kind = '', title, children, action }) => html`
  <div class=${'notice ' + kind}>
    <div class="grow">${title && html`<strong>${title}</strong>`}${children}</div>${action}
  </div>`;

/** What to do where nothing is yet, with the line of the AWS CLI. */
export const Empty = ({ title, children, command, action }) => html`
  <div class="empty"><h3>${title}</h3><p>${children}</p>${action}${command && html`<${Command} text=${command} />`}</div>`;

/** Shows data, or its loading, error or emptiness. */
export function Loaded({ state, children, lines, empty }) {
  if (state.data !== undefined) {
    return html`${state.error && html`<${ErrorBox} error=${state.error} retry=${state.reload} />`}
      ${empty && empty.when(state.data) ? empty.show : children(state.data)}`;
  }
  return state.error
    ? html`<${ErrorBox} error=${state.error} retry=${state.reload} />`
    : html`<${Loading} lines=${lines} />`;
}

/** A line to copy. */
export const Command = ({ text }) => html`
  <div class="command"><code tabindex="0">${text}</code><${Copy} text=${text} /></div>`;

/** @param {{text: string, label?: string, name?: string}} props name: for screen readers, where many buttons have the same label */
export function Copy({ text, label = 'Copy', name }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button type="button" class="btn tiny" aria-label=${done ? undefined : name} onClick=${copy}>
    <span aria-live="polite">${done ? 'Copied' : label}</span></button>`;
}

/** Names and values. @param {{items: [string, any][]}} props values that are undefined are left out */
export const Facts = ({ items }) => html`
  <dl class="facts">${items.filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/** Large numbers side by side. @param {{items: {name: string, value: any, note?: any}[]}} props */
export const Figures = ({ items }) => html`
  <dl class="figures">${items.map(({ name, value, note }) => html`
    <div><dt>${name}</dt><dd>${value}<small>${note ?? ' '}</small></dd></div>`)}</dl>`;

/** @param {{done: number, all: number, state?: string, label: string}} props */
export function Bar({ done, all, state, label }) {
  const share = all > 0 ? Math.min(100, (100 * done) / all) : 0;
  const ref = useRef(null);
  useEffect(() => { ref.current.style.width = share + '%'; }, [share]);
  return html`<div class=${'bar ' + (state ? tone(state) : '')} role="progressbar" aria-label=${label}
    aria-valuemin="0" aria-valuemax=${Math.max(all, 1)} aria-valuenow=${Math.min(done, Math.max(all, 1))}><i ref=${ref}></i></div>`;
}

/** Tabs of one view. @param {{label: string, tabs: {id: string, title: string, show: () => any}[], start?: string}} props */
export function Tabs({ label, tabs, start }) {
  const [at, setAt] = useState(start ?? tabs[0].id);
  const shown = tabs.find((tab) => tab.id === at) ?? tabs[0];
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length];
    setAt(next.id);
    event.currentTarget.querySelector(`[data-tab="${next.id}"]`)?.focus();
  };
  return html`
    <div class="stack-tight">
      <div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
        ${tabs.map((tab) => html`<button type="button" role="tab" data-tab=${tab.id} aria-selected=${String(tab === shown)}
          tabindex=${tab === shown ? 0 : -1} onClick=${() => setAt(tab.id)}>${tab.title}</button>`)}
      </div>
      <div role="tabpanel" aria-label=${shown.title} key=${shown.id}>${shown.show()}</div>
    </div>`;
}

/** Whether updates arrive by themselves. */
export const Live = ({ state }) => html`<span class=${'live ' + (state === 'on' ? 'on' : '')}>
  ${{ on: 'Live', off: 'Connecting', ended: 'Up to date' }[state]}</span>`;

/** A message for screen readers, at most every 5 seconds. */
export function Announce({ text }) {
  const [said, setSaid] = useState('');
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + 5_000 - Date.now());
    const timer = setTimeout(() => { last.current = Date.now(); setSaid(text); }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<div class="sr-only" aria-live="polite">${said}</div>`;
}
