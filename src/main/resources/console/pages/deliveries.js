/** Events on their way to configured targets: the targets, and what became of each event. */
import { html, useEffect, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { ask, toast } from '../ask.js';
import { count, duration, number } from '../format.js';
import { useLoad } from '../live.js';
import { Announce, Badge, Card, Empty, ErrorBox, Figures, Id, Loaded, Notice, Page, Table, Text, Time } from '../parts.js';
import { link, setQuery } from '../router.js';

const POLL = 15_000;
const PAGE = 100;
const STATUSES = { '': 'all', PENDING: 'pending', DEAD: 'dead letters', DELIVERED: 'delivered' };
const KINDS = { ENABLED: 'ok', PAUSED: 'warn', DISABLED: 'bad', PENDING: 'busy', DELIVERED: 'ok', DEAD: 'bad' };

/** Loads again every 15 seconds while the tab is visible. */
function usePolled(load) {
  const state = useLoad(load, []);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && state.reload(), POLL);
    return () => clearInterval(timer);
  }, []);
  return state;
}

/** Calls an action, and says what came of it. */
async function tell(action, said, reload) {
  try {
    toast(said(await action()));
  } catch (error) {
    toast(error.message, 'bad');
  }
  reload();
}

const enable = (target, reload) => tell(() => operator.enableTarget(target.Name), () => `${target.Name} is enabled.`, reload);

async function redrive(target, reload) {
  const sure = await ask({
    title: `Send the dead letters of ${target.Name} again?`, confirm: 'Send again',
    body: `${count(target.Dead, 'event')} will be tried again, the oldest first. Receivers know an event by its id, so that they can ignore one that they have.`,
  });
  if (!sure) return;
  await tell(() => operator.redrive(target.Name),
    (done) => `${count(done.Redriven, 'event')} will be tried again${done.MoreDead ? '; there are more' : ''}.`, reload);
}

function Trouble({ targets }) {
  return targets.filter((target) => target.State !== 'ENABLED').map((target) => html`
    <${Notice} key=${target.Name} kind=${target.State === 'DISABLED' ? 'bad' : 'warn'}
      title=${`${target.Name} is ${target.State.toLowerCase()}`}>
      <${Text}>${target.DisabledReason ?? target.LastError ?? ''}<//>
      ${target.PausedUntil && html` It is tried again <${Time} at=${target.PausedUntil} />.`}
      ${target.State === 'DISABLED' && html` No event is sent until it is enabled. Events that wait too long become dead letters.`}<//>`);
}

const Pattern = ({ target }) => (target.Pattern
  ? html`<span class="mono small"><${Text}>${target.Pattern}<//></span>`
  : html`<span class="muted">${target.Type ? 'all events' : 'not in the configuration of this replica'}</span>`);

function Targets({ targets, reload, choose }) {
  return html`<${Table} caption="Targets of events" rows=${targets} rowKey=${(t) => t.Name} columns=${[
    { title: 'Target', cell: (t) => html`<button class="btn plain" onClick=${() => choose(t.Name)}><${Text}>${t.Name}<//></button>
      <span class="sub">${t.Type ?? ''}${t.Account ? ` · account ${t.Account}` : ''}</span>` },
    { title: 'State', cell: (t) => html`<${Badge} kind=${KINDS[t.State]}>${t.State}<//>
      ${t.FailuresInRow > 0 && html`<span class="sub num">${count(t.FailuresInRow, 'failure')} in a row</span>`}` },
    { title: 'Pattern', wide: true, cell: (t) => html`<${Pattern} target=${t} />` },
    { title: 'Pending', right: true, cell: (t) => html`${number(t.Pending)}${t.Pending > 0 && html`<span class="sub">oldest ${duration(t.OldestPendingSeconds)}</span>`}` },
    { title: 'Dead', right: true, cell: (t) => number(t.Dead) },
    { title: 'Last failure', wide: true, cell: (t) => (t.LastError ? html`<${Text}>${t.LastError}<//><span class="sub"><${Time} at=${t.LastErrorAt} /></span>` : html`<span class="muted">none</span>`) },
    { title: 'Actions', cell: (t) => html`<div class="row actions">
      ${t.State !== 'ENABLED' && html`<button class="btn tiny" onClick=${() => enable(t, reload)}>Enable</button>`}
      ${t.Dead > 0 && html`<button class="btn tiny" onClick=${() => redrive(t, reload)}>Send again</button>`}</div>` },
  ]} />`;
}

function Filter({ targets, target, status }) {
  return html`
    <div class="filters">
      <label class="field">Target<select name="target" onChange=${(e) => setQuery({ target: e.target.value })}>
        <option value="">All targets</option>
        ${targets.map((each) => html`<option value=${each.Name} selected=${each.Name === target} key=${each.Name}>${each.Name}</option>`)}</select></label>
      <fieldset class="field"><legend>Status</legend>
        <div class="chips">${Object.entries(STATUSES).map(([value, title]) => html`
          <button type="button" class="chip" key=${title} aria-pressed=${String(status === value)} onClick=${() => setQuery({ status: value })}>${title}</button>`)}</div></fieldset>
    </div>`;
}

const When = ({ delivery: d }) => html`<${Time} at=${d.Time} />
  <span class="sub">${d.Status === 'PENDING' && new Date(d.NextTryAt ?? 0) > new Date() ? html`next try <${Time} at=${d.NextTryAt} />`
    : d.EndedAt ? html`ended <${Time} at=${d.EndedAt} />` : ''}</span>`;

/** Changes when a target has news; only then are its deliveries read again. */
const stampOf = (targets) => JSON.stringify(targets.map((t) => [t.Name, t.Pending, t.Dead, t.FailuresInRow, t.LastErrorAt]));

function Deliveries({ query, targets, reload }) {
  const [target, status] = [query.get('target') ?? '', query.get('status') ?? ''];
  const state = useLoad((signal) => operator.listDeliveries({ target, status, maxResults: PAGE }, signal), [target, status, stampOf(targets)]);
  const [error, setError] = useState(null);
  const more = async () => {
    try {
      setError(null);
      const page = await operator.listDeliveries({ target, status, maxResults: 1_000, nextToken: state.data.NextToken });
      state.set((old) => ({ Deliveries: [...old.Deliveries, ...page.Deliveries], NextToken: page.NextToken }));
    } catch (failure) {
      setError(failure);
    }
  };
  const resend = (d) => tell(() => operator.resend(d.Target, d.EventId), () => 'The event is tried now.', () => { state.reload(); reload(); });
  const filtered = target || status;
  const empty = {
    when: (data) => data.Deliveries.length === 0,
    show: html`<${Empty} title=${filtered ? 'No delivery matches this filter' : 'No event has been sent yet'}>
      ${filtered ? 'Deliveries of other targets and statuses are hidden.' : 'Events appear here when a job changes its status.'}<//>`,
  };
  return html`
    <${Card} id="deliveries" title="Deliveries" flush>
      <${Filter} targets=${targets} target=${target} status=${status} />
      <${Loaded} state=${state} lines=${6} empty=${empty}>${({ Deliveries: all, NextToken }) => html`
        <${Table} caption="Deliveries, the newest first" rows=${all} rowKey=${(d) => `${d.Target}/${d.EventId}`} columns=${[
          { title: 'Event', wide: true, cell: (d) => html`<${Text}>${d.DetailType}<//>
            <span class="sub mono">${d.JobId ? html`<a href=${link('/jobs/' + d.JobId.replaceAll('-', ''))}>job ${d.JobId.slice(0, 8)}</a> · ` : ''}<${Id} id=${d.EventId} /></span>` },
          { title: 'Target', cell: (d) => html`<${Text}>${d.Target}<//>` },
          { title: 'Status', cell: (d) => html`<${Badge} kind=${KINDS[d.Status]}>${d.Status}<//>` },
          { title: 'Tries', right: true, cell: (d) => number(d.Attempts) },
          { title: 'Happened', cell: (d) => html`<${When} delivery=${d} />` },
          { title: 'Last failure', wide: true, cell: (d) => html`<${Text}>${d.LastError ?? '–'}<//>` },
          { title: 'Actions', cell: (d) => html`<button class="btn tiny" onClick=${() => resend(d)}>Send now</button>` },
        ]} />
        ${error && html`<${ErrorBox} error=${error} retry=${more} />`}
        <div class="more"><span class="num" role="status">${count(all.length, 'delivery', 'deliveries')} shown${NextToken ? '' : ', which is all'}</span>
          ${NextToken && html`<button class="btn tiny" onClick=${more}>Load 1,000 more</button>`}</div>`}
      <//>
    <//>`;
}

const sum = (targets, member) => targets.reduce((total, target) => total + target[member], 0);

const NoTargets = () => html`<${Card}><${Empty} title="No target of events is configured"
  command=${'events:\n  targets:\n    mine:\n      url: https://example.com/longshore\n      secret_FILE: /run/secrets/webhook'}>
  With the setting events.targets the server sends signed webhooks, or messages to SQS, SNS and EventBridge, when jobs change
  their status. <a href=${link('/manual/reference/settings')}>The manual</a> has all members.<//><//>`;

export default function DeliveriesPage({ query }) {
  const state = usePolled((signal) => operator.listTargets(signal).then((page) => page.Targets));
  const empty = { when: (targets) => targets.length === 0, show: html`<${NoTargets} />` };
  return html`
    <${Page} title="Event deliveries" lead="What configured targets are told of jobs and data sets.">
      <${Loaded} state=${state} lines=${8} empty=${empty}>${(targets) => html`
        <${Announce} text=${`${count(sum(targets, 'Pending'), 'event')} pending, ${count(sum(targets, 'Dead'), 'dead letter')}`} />
        <${Trouble} targets=${targets} />
        <${Figures} items=${[
          { name: 'Targets', value: number(targets.length), note: `${number(targets.filter((t) => t.State === 'ENABLED').length)} enabled` },
          { name: 'Pending', value: number(sum(targets, 'Pending')), note: 'not delivered yet' },
          { name: 'Oldest pending', value: sum(targets, 'Pending') > 0 ? duration(Math.max(...targets.map((t) => t.OldestPendingSeconds))) : 'none', note: 'since it happened' },
          { name: 'Dead letters', value: number(sum(targets, 'Dead')), note: sum(targets, 'Dead') > 0 ? html`<a href=${link('/deliveries', { status: 'DEAD' })}>show them</a>` : 'all were taken in time' },
        ]} />
        <${Card} id="targets" title="Targets" flush><${Targets} targets=${targets} reload=${state.reload} choose=${(target) => setQuery({ target })} /><//>
        <${Deliveries} query=${query} targets=${targets} reload=${state.reload} />`}
      <//>
    <//>`;
}
