/** The session of this tab: kept in sessionStorage, sent as a bearer token, never as a cookie. */
import { signedHeaders } from './sigv4.js';
import { ApiError, errorOf } from './api-error.js';

const PLACE = 'longshore.session';
const PATH = '/_longshore/v1/sessions';

/** @typedef {{Token: string, ExpiresAt: string, Account: string, AccessKeyId: string, Operator: boolean}} Session */

/** @type {Session | null} */
let current = read();
/** Why the last session ended, for the sign-in page. */
let reason = '';
const listeners = new Set();

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
    return kept && new Date(kept.ExpiresAt) > new Date() ? kept : null;
  } catch {
    return null;
  }
}

function become(session, why) {
  current = session;
  reason = why;
  if (session) sessionStorage.setItem(PLACE, JSON.stringify(session));
  else sessionStorage.removeItem(PLACE);
  listeners.forEach((listener) => listener());
}

/** @returns {Session | null} */
export const session = () => current;
export const endReason = () => reason;

/** @param {() => void} listener @returns {() => void} removes it */
export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {string} why is shown on the sign-in page; empty after a sign-out */
export const endSession = (why = '') => current && become(null, why);

/**
 * Creates a session.
 *
 * @param {{accessKeyId: string, secret: string, token?: string}} key
 * @param {string} region
 */
export async function signIn(key, region) {
  const body = '{}';
  const headers = await signedHeaders(key, { host: location.host, path: PATH, body, region, service: 'longshore' });
  let response;
  try {
    response = await fetch(PATH, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } });
  } catch {
    throw new ApiError('Unreachable', 'The server does not answer. Is it running?', 0);
  }
  const answer = await response.text();
  if (!response.ok) throw errorOf(response, answer);
  become(JSON.parse(answer), '');
}
