/** The audit log: who did what, and whether it was changed since. */
import { html, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { ask } from '../ask.js';
import { count, number } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Empty, ErrorBox, Facts, Loaded, Notice, Page, Table, Text, Time } from '../parts.js';
import { setQuery } from '../router.js';

const FILTERS = [
  ['operation', 'Operation', 'pinpoint.CreateApp'], ['accessKeyId', 'Access key id', ''], ['outcome', 'Outcome', '200'],
  ['resource', 'Resource', 'an ARN'], ['requestId', 'Request id', ''],
];

async function verify() {
  let body;
  try {
    const result = await operator.verifyAudit();
    body = html`
      <${Notice} kind=${result.Valid ? 'ok' : 'bad'} title=${result.Valid ? 'Nothing was changed' : 'The log was changed'}>
        ${result.Valid ? 'Every event is as it was written.' : html`<ul>${result.Faults.slice(0, 20).map((fault) => html`<li><${Text}>${fault}<//></li>`)}</ul>`}<//>
      <${Facts} items=${[['Chains', number(result.Chains)], ['Events', number(result.Events)], ['Open chains', number(result.OpenChains.length)]]} />`;
  } catch (error) {
    body = html`<${ErrorBox} error=${error} />`;
  }
  ask({ title: 'Verification of the audit log', body, confirm: 'Close', hideCancel: true });
}

export default function Audit({ query, session }) {
  const filter = Object.fromEntries([...query].filter(([, value]) => value));
  const [verifying, setVerifying] = useState(false);
  const [more, setMore] = useState(/** @type {{error?: any, busy?: boolean}} */ ({}));
  const key = JSON.stringify(filter);
  const state = useLoad((signal) => operator.searchAudit({ ...filter, maxResults: 100 }, signal), [key]);
  const next = async () => {
    setMore({ busy: true });
    try {
      const page = await operator.searchAudit({ ...filter, maxResults: 500, nextToken: state.data.NextToken });
      state.set((old) => ({ Events: [...old.Events, ...page.Events], NextToken: page.NextToken }));
      setMore({});
    } catch (error) {
      setMore({ error });
    }
  };
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setQuery(Object.fromEntries([...form].map(([name, value]) => [name, String(value).trim()])));
  };
  const empty = {
    when: (data) => data.Events.length === 0,
    show: html`<${Empty} title="No call matches" command="aws longshore search-audit --max-results 10">The setting audit.calls decides which calls are recorded: all, changes, or none.<//>`,
  };
  return html`
    <${Page} title="Audit log" lead="Calls, newest first. Each event is chained to the one before by a keyed hash."
      actions=${html`<button class="btn" onClick=${() => state.reload()}>Refresh</button>
        <button class="btn" disabled=${verifying} onClick=${async () => { setVerifying(true); await verify(); setVerifying(false); }}>${verifying ? 'Verifying …' : 'Verify'}</button>`}>
      <${Card} flush>
        <form class="filters" role="search" key=${key} onSubmit=${submit}>
          ${FILTERS.map(([name, label, placeholder], i) => html`<label class="field">${label}
            <input name=${name} value=${filter[name] ?? ''} placeholder=${placeholder} spellcheck="false" data-search=${i === 0} /></label>`)}
          ${session.Operator && html`<label class="field">Account<input name="account" value=${filter.account ?? ''} pattern="([0-9]{12})?" placeholder="all" /></label>`}
          <button class="btn">Search</button>
        </form>
        <${Loaded} state=${state} lines=${12} empty=${empty}>${(data) => html`
          <${Table} caption="Calls" rows=${data.Events} rowKey=${(e) => e.EventId} columns=${[
            { title: 'When', cell: (e) => html`<${Time} at=${e.Time} />` },
            { title: 'Operation', cell: (e) => html`<span class="mono">${e.Operation}</span><span class="sub">${e.Account}</span>` },
            { title: 'Resource', wide: true, cell: (e) => html`<span class="mono small"><${Text}>${e.Resource}<//></span>` },
            { title: 'Key', cell: (e) => html`<span class="mono"><${Text}>${e.AccessKeyId}<//></span><span class="sub mono">${e.Source}</span>` },
            { title: 'Outcome', cell: (e) => html`<${Badge} kind=${/^[23]/.test(e.Outcome) ? 'ok' : 'bad'}><${Text}>${e.Outcome}<//><//>` },
            { title: 'Request', cell: (e) => html`<span class="mono small nowrap" title=${e.RequestId}>${e.RequestId.slice(0, 8)}</span>` },
          ]} />
          ${more.error && html`<${ErrorBox} error=${more.error} />`}
          <div class="more">${count(data.Events.length, 'event')} shown
            ${data.NextToken && html`<button class="btn tiny" disabled=${more.busy} onClick=${next}>Load 500 more</button>`}</div>`}
        <//>
      <//>
    <//>`;
}
