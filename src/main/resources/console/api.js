/** Calls of the operator API and of the AWS services, in the session of this tab. */
import { ApiError, errorOf } from './api-error.js';
import { endSession, session } from './session.js';

export { ApiError } from './api-error.js';

/** Errors that mean that the session is over, with what the sign-in page then says. */
const ENDS = {
  ExpiredTokenException: 'Your session has expired. Sign in again.',
  UnrecognizedClientException: 'Your access key was disabled or deleted, so your session has ended.',
  MissingAuthenticationTokenException: 'Sign in first.',
};

/** @param {ApiError} error @returns {ApiError} */
export function checkSession(error) {
  if (ENDS[error.code]) endSession(ENDS[error.code]);
  return error;
}

/** @param {Record<string, unknown>} query absent and empty values are left out; lists are repeated */
export function queryString(query = {}) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') all.append(name, String(each));
    }
  }
  const text = all.toString().replaceAll('+', '%20');
  return text ? '?' + text : '';
}

/** @returns {Record<string, string>} the headers of the session */
export const authorization = () => ({ authorization: 'Bearer ' + (session()?.Token ?? '') });

/**
 * Calls an operation and returns its response as JSON.
 *
 * @param {string} method
 * @param {string} path below the port; its segments are encoded already
 * @param {{query?: object, body?: object, service?: string, target?: string, signal?: AbortSignal}} [more]
 *     service: a signing name (mobiletargeting, personalize, dataexchange, cleanrooms-ml); without it the operator API.
 *     target: the X-Amz-Target of a JSON 1.1 call
 * @returns {Promise<any>}
 */
export async function call(method, path, { query, body, service, target, signal } = {}) {
  const headers = authorization();
  if (service) headers['x-longshore-service'] = service;
  if (target) headers['x-amz-target'] = target;
  if (body !== undefined) headers['content-type'] = target ? 'application/x-amz-json-1.1' : 'application/json';
  let response;
  let text;
  try {
    const content = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(path + queryString(query), { method, headers, body: content, signal, cache: 'no-store' });
    text = await response.text();
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new ApiError('Unreachable', 'The server does not answer. It may be restarting; try again in a moment.', 0);
  }
  if (!response.ok) throw checkSession(errorOf(response, text));
  return text ? JSON.parse(text) : {};
}

const V1 = '/_longshore/v1';
const segment = encodeURIComponent;

/** The operator API, one function for each operation that the console uses. */
export const operator = {
  listJobs: (query, signal) => call('GET', V1 + '/jobs', { query, signal }),
  getJob: (id, signal) => call('GET', `${V1}/jobs/${segment(id)}`, { signal }),
  listEvents: (id, query) => call('GET', `${V1}/jobs/${segment(id)}/events`, { query }),
  listTasks: (id, query) => call('GET', `${V1}/jobs/${segment(id)}/tasks`, { query }),
  listOutputs: (id, query) => call('GET', `${V1}/jobs/${segment(id)}/outputs`, { query }),
  listRejectedRows: (id, query) => call('GET', `${V1}/jobs/${segment(id)}/rejected-rows`, { query }),
  previewOutput: (id, output) => call('GET', `${V1}/jobs/${segment(id)}/outputs/${segment(output)}/preview`),
  /** @param {'cancel' | 'hold' | 'release' | 'retry' | 'recreate'} action */
  act: (id, action) => call('POST', `${V1}/jobs/${segment(id)}/${action}`),
  /** Stops when the signal aborts it. */
  dryRun: (body, signal) => call('POST', V1 + '/imports/dry-run', { body, signal }),
  createUpload: (body, signal) => call('POST', V1 + '/imports/uploads', { body, signal }),
  uploadPart: (id, body, signal) => call('POST', `${V1}/imports/uploads/${segment(id)}/parts`, { body, signal }),
  completeUpload: (id, signal) => call('POST', `${V1}/imports/uploads/${segment(id)}/complete`, { signal }),
  abortUpload: (id) => call('POST', `${V1}/imports/uploads/${segment(id)}/abort`),
  listTargets: (signal) => call('GET', V1 + '/events/targets', { signal }),
  listDeliveries: (query, signal) => call('GET', V1 + '/events/deliveries', { query, signal }),
  enableTarget: (target) => call('POST', `${V1}/events/targets/${segment(target)}/enable`),
  redrive: (target) => call('POST', `${V1}/events/targets/${segment(target)}/redrive`),
  resend: (target, event) => call('POST', `${V1}/events/targets/${segment(target)}/deliveries/${segment(event)}/resend`),
  getOverview: (signal) => call('GET', V1 + '/overview', { signal }),
  getSettings: (signal) => call('GET', V1 + '/settings', { signal }),
  listKeys: (query, signal) => call('GET', V1 + '/keys', { query, signal }),
  createKey: (body) => call('POST', V1 + '/keys', { body }),
  rotateKey: (id, body) => call('POST', `${V1}/keys/${segment(id)}/rotate`, { body }),
  disableKey: (id) => call('POST', `${V1}/keys/${segment(id)}/disable`),
  explainPolicy: (body) => call('POST', V1 + '/policies/explain', { body }),
  searchAudit: (query, signal) => call('GET', V1 + '/audit', { query, signal }),
  verifyAudit: () => call('POST', V1 + '/audit/verify'),
};

/** Reads all pages of a list, up to a number of entries, so that memory stays bounded. */
export async function allPages(list, member, most = 2000) {
  const all = [];
  let NextToken;
  do {
    const page = await list({ nextToken: NextToken, maxResults: 500 });
    all.push(...page[member]);
    ({ NextToken } = page);
  } while (NextToken && all.length < most);
  return all;
}
