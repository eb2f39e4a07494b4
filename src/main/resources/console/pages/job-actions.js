/** Cancelling, holding, releasing, retrying and recreating, each with its consequence in words. */
import { html } from '../lib/preact.js';
import { operator } from '../api.js';
import { ask, toast } from '../ask.js';
import { count } from '../format.js';
import { go } from '../router.js';

const FINAL = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);
const unfinished = (job) => !FINAL.has(job.State);

/** @type {Record<string, {verb: string, done: string, applies: (job: any) => boolean, danger?: boolean, consequence: string}>} */
const ACTIONS = {
  cancel: {
    verb: 'Cancel', done: 'cancelled', danger: true, applies: (job) => unfinished(job) && !job.CancelRequested,
    consequence: 'A cancelled job ends as CANCELLED. It leaves no object in S3 and no imported row, and it cannot be resumed; its request can be made again as a new job. A job that has begun to publish its result refuses.',
  },
  hold: {
    verb: 'Hold', done: 'held', applies: (job) => unfinished(job) && !job.Held,
    consequence: 'Workers claim no more tasks of a held job. Tasks that run now continue to their end. The job stays unfinished until it is released.',
  },
  release: {
    verb: 'Release', done: 'released', applies: (job) => unfinished(job) && job.Held,
    consequence: 'Workers claim its tasks again, as slots become free.',
  },
  retry: {
    verb: 'Retry now', done: 'made due', applies: (job) => unfinished(job) && !job.CancelRequested,
    consequence: 'Tasks that wait for their next attempt are due at once, and their attempts are counted from zero.',
  },
  recreate: {
    verb: 'Run again', done: 'created again', applies: () => true,
    consequence: 'The same request is made again, as a new job of the same account. The old job stays as it is. An export to the same place writes new objects beside the old ones.',
  },
};

export const actionsOf = (job) => Object.keys(ACTIONS).filter((name) => ACTIONS[name].applies(job));
export const verb = (name) => ACTIONS[name].verb;
export const isDangerous = (name) => ACTIONS[name].danger === true;

/**
 * Asks, and acts on the jobs that the action applies to.
 *
 * @param {'cancel' | 'hold' | 'release' | 'retry' | 'recreate'} name @param {any[]} jobs
 * @returns {Promise<boolean>} whether something was done
 */
export async function actOn(name, jobs) {
  const action = ACTIONS[name];
  const meant = jobs.filter(action.applies);
  if (meant.length === 0) {
    toast(`None of the selected jobs can be ${action.done}: they have ended, or are ${action.done} already.`, 'bad');
    return false;
  }
  const left = jobs.length - meant.length;
  const sure = await ask({
    title: `${action.verb}: ${count(meant.length, 'job')}?`, danger: action.danger,
    confirm: `${action.verb} ${count(meant.length, 'job')}`,
    body: html`<p>${action.consequence}</p>${left > 0 && html`<p class="muted">${count(left, 'selected job')} ${left === 1 ? 'is' : 'are'} left out, because this does not apply to ${left === 1 ? 'it' : 'them'}.</p>`}`,
  });
  if (!sure) return false;
  const failures = [];
  let created;
  for (const job of meant) {
    try {
      created = await operator.act(job.JobId, name);
    } catch (failure) {
      failures.push(`${job.JobId.slice(0, 12)}: ${failure.message}`);
    }
  }
  const done = meant.length - failures.length;
  if (done > 0) toast(`${count(done, 'job')} ${action.done}.`);
  if (failures.length > 0) toast(`${count(failures.length, 'job')} refused. ${failures.slice(0, 3).join(' ')}`, 'bad');
  if (name === 'recreate' && done === 1 && meant.length === 1) go('/jobs/' + created.JobId);
  return done > 0;
}

/** The bar with actions on the selected jobs. */
export const Bulk = ({ count: n, act, clear }) => html`
  <div class="bulk" role="region" aria-label="Actions on the selected jobs">
    <strong class="num">${count(n, 'job')} selected</strong>
    ${['cancel', 'hold', 'release'].map((name) => html`
      <button class=${'btn' + (isDangerous(name) ? ' danger' : '')} onClick=${() => act(name)}>${verb(name)}</button>`)}
    <button class="btn plain" onClick=${clear}>Clear the selection</button>
  </div>`;
