/** Live updates: server-sent events, read by fetch because EventSource sends no bearer token. */
import { useEffect, useRef, useState } from './lib/preact.js';
import { authorization, checkSession, queryString } from './api.js';
import { ApiError, errorOf } from './api-error.js';

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 15_000;

/** @typedef {{event: string, data: any, id?: string}} ServerEvent */

/** Splits a text stream into events; the field retry becomes an event of that name. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) yield parse(block);
  }
}

function parse(block) {
  const found = { event: 'message', data: '', id: undefined, retry: undefined };
  for (const line of block.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const value = line.slice(at + 1).replace(/^ /, '');
    const name = line.slice(0, at);
    found[name] = name === 'data' && found.data ? found.data + '\n' + value : value;
  }
  return found;
}

/**
 * Reads a stream until the signal aborts it or its job has ended; connects again after a failure.
 *
 * @param {object} query of StreamEvents
 * @param {(event: ServerEvent) => void} onEvent also gets an event `open` for each connection, `down` and `end`
 * @param {AbortSignal} signal
 */
async function read(query, onEvent, signal) {
  let lastId;
  let delay = FIRST_DELAY;
  while (!signal.aborted) {
    try {
      const headers = { ...authorization(), accept: 'text/event-stream' };
      if (lastId) headers['last-event-id'] = lastId;
      const response = await fetch('/_longshore/v1/stream' + queryString(query), { headers, signal });
      if (response.status === 204) return onEvent({ event: 'end', data: null });
      if (!response.ok) {
        const error = checkSession(errorOf(response, await response.text()));
        if (error.status === 404 || error.status === 403) return onEvent({ event: 'end', data: null });
        throw error;
      }
      onEvent({ event: 'open', data: { again: lastId !== undefined } });
      delay = FIRST_DELAY;
      for await (const each of events(response.body)) {
        if (each.id) lastId = each.id;
        if (each.retry) delay = Number(each.retry);
        if (each.event === 'error') checkSession(new ApiError(JSON.parse(each.data).Code, '', 0));
        else if (each.data) onEvent({ event: each.event, data: JSON.parse(each.data), id: each.id });
      }
    } catch (failure) {
      if (signal.aborted) return;
      onEvent({ event: 'down', data: failure });
      delay = Math.min(delay * 2, LONGEST_DELAY);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

/**
 * Reads a stream while the page is visible.
 *
 * @param {object | null} query of StreamEvents; null for none
 * @param {(event: ServerEvent) => void} onEvent
 * @returns {'on' | 'off' | 'ended'}
 */
export function useStream(query, onEvent) {
  const [state, setState] = useState(/** @type {'on' | 'off' | 'ended'} */ ('off'));
  const latest = useRef(onEvent);
  latest.current = onEvent;
  const key = query && JSON.stringify(query);
  useEffect(() => {
    if (!key) return undefined;
    let stop = new AbortController();
    const receive = (each) => {
      if (each.event === 'open') setState('on');
      if (each.event === 'down') setState('off');
      if (each.event === 'end') setState('ended');
      latest.current(each);
    };
    const begin = () => {
      stop = new AbortController();
      read(JSON.parse(key), receive, stop.signal);
    };
    const visibility = () => {
      stop.abort();
      if (document.hidden) setState('off');
      else begin();
    };
    if (!document.hidden) begin();
    document.addEventListener('visibilitychange', visibility);
    return () => {
      document.removeEventListener('visibilitychange', visibility);
      stop.abort();
    };
  }, [key]);
  return key ? state : 'ended';
}

/** Calls a function at most once in a time, the last call for sure. */
export function useThrottled(action, millis) {
  const latest = useRef(action);
  latest.current = action;
  const timer = useRef(0);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    if (timer.current) return;
    const wait = Math.max(0, last.current + millis - Date.now());
    timer.current = setTimeout(() => {
      timer.current = 0;
      last.current = Date.now();
      latest.current();
    }, wait);
  };
}

/**
 * Loads something, again when a key changes.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {unknown[]} keys
 * @returns {{data?: T, error?: any, loading: boolean, reload: () => void, set: (change: (old: T) => T) => void}}
 */
export function useLoad(load, keys) {
  const [state, setState] = useState(/** @type {{data?: any, error?: any, loading: boolean}} */ ({ loading: true }));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((old) => ({ ...old, loading: true }));
    load(stop.signal)
      .then((data) => !stop.signal.aborted && setState({ data, loading: false }))
      .catch((error) => !stop.signal.aborted && setState((old) => ({ data: old.data, error, loading: false })));
    return () => stop.abort();
  }, [...keys, turn]);
  return {
    ...state,
    reload: () => setTurn((n) => n + 1),
    set: (change) => setState((old) => ({ ...old, data: change(old.data) })),
  };
}
