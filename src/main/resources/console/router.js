/** The address after # is the page and its filter: #/jobs?state=RUNNING. */
import { useEffect, useState } from './lib/preact.js';
import { queryString } from './api.js';

/** @typedef {{path: string, query: URLSearchParams}} Route */

/** @returns {Route} */
export function route() {
  const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
  return { path: path || '/', query: new URLSearchParams(query) };
}

/** @returns {Route} the current one; draws again when it changes */
export function useRoute() {
  const [now, set] = useState(route);
  useEffect(() => {
    const changed = () => set(route());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return now;
}

/** @param {string} path @param {object} [query] @returns {string} for href */
export const link = (path, query) => '#' + path + queryString(query);

export const go = (path, query) => { location.hash = link(path, query); };

/** Changes parts of the filter without a step in the history; empty values remove theirs. */
export function setQuery(changes) {
  const { path, query } = route();
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const each of Array.isArray(value) ? value : [value]) if (each) query.append(name, each);
  }
  const text = query.toString();
  history.replaceState(null, '', '#' + path + (text ? '?' + text : ''));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** @param {string} pattern with :names @param {string} path @returns {Record<string, string> | null} */
export function match(pattern, path) {
  const names = pattern.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length && !names.at(-1).startsWith('*')) return null;
  /** @type {Record<string, string>} */
  const found = {};
  for (let i = 0; i < names.length; i++) {
    if (names[i].startsWith('*')) found[names[i].slice(1)] = decode(parts.slice(i).join('/'));
    else if (names[i].startsWith(':') && parts[i]) found[names[i].slice(1)] = decode(parts[i]);
    else if (names[i] !== parts[i]) return null;
  }
  return found;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
