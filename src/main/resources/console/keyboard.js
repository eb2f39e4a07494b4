/** Keys: / to search, j and k to move in a list, Enter to open, g and a letter to go, ? for help. */
import { html } from './parts.js';
import { ask } from './ask.js';
import { go } from './router.js';

const PLACES = {
  o: ['/', 'Overview'], j: ['/jobs', 'Jobs'], d: ['/data', 'Data'], i: ['/import', 'Import'], e: ['/deliveries', 'Event deliveries'],
  c: ['/calls', 'Calls'], k: ['/keys', 'Keys'], m: ['/manual', 'Manual'],
};
let pending = false;

const isTyping = (target) => target.type !== 'checkbox' && target.closest?.('input, textarea, select, dialog, [contenteditable]');

function move(step) {
  const rows = [...document.querySelectorAll('main table.list tbody tr')];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.classList.contains('at'));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))];
  rows.forEach((row) => row.classList.toggle('at', row === next));
  const focus = next.querySelector('a') ?? next.querySelector('button, input');
  focus?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function help() {
  const keys = [
    ['/', 'go to the search field'], ['j', 'next row'], ['k', 'previous row'], ['Enter', 'open the row'],
    ['x', 'select the row'],
    ...Object.entries(PLACES).map(([key, [, title]]) => ['g ' + key, 'go to ' + title]), ['?', 'this help'],
  ];
  ask({
    title: 'Keyboard', confirm: 'Close', hideCancel: true,
    body: html`<dl class="facts">${keys.map(([key, what]) => html`
      <dt>${key.split(' ').map((k) => html`<kbd>${k}</kbd> `)}</dt><dd>${what}</dd>`)}</dl>`,
  });
}

/** @returns {HTMLElement | null} */
const element = (selector) => document.querySelector(selector);

export function listen() {
  addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) {
      if (event.key === 'Escape' && target.matches?.('[data-search]')) target.blur();
      return;
    }
    const place = pending && PLACES[event.key];
    pending = false;
    if (place) go(place[0]);
    else if (event.key === 'g') pending = true;
    else if (event.key === 'j') move(1);
    else if (event.key === 'k') move(-1);
    else if (event.key === 'x') element('main tr.at input[type=checkbox]')?.click();
    else if (event.key === '?') help();
    else if (event.key === '/') element('main [data-search]')?.focus();
    else return;
    event.preventDefault();
  });
}
export { help };
