/** The journal of calls, where test controls are on. */
import { html, useState } from '../lib/preact.js';
import { call } from '../api.js';
import { count, duration, serviceName } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Copy, Empty, ErrorBox, Loaded, Notice, Page, Table, Text, Time } from '../parts.js';
import { link, setQuery } from '../router.js';

const PATH = '/_longshore/v1/test/calls';
const SIGNING = { pinpoint: 'mobiletargeting', cleanroomsml: 'cleanrooms-ml' };
const kebab = (name) => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/** The call as curl; the journal keeps no bodies. */
const curl = (c) => [
  `curl -X ${c.Method} --aws-sigv4 aws:amz:${c.Region ?? 'us-east-1'}:${SIGNING[c.Service] ?? c.Service ?? 'SERVICE'}`,
  `  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" '${location.origin.replace(/:\d+$/, '')}:4566${c.Path}'`,
].join(' \\\n');

const cli = (c) => (c.Operation ? `aws ${c.Service ?? 'longshore'} ${kebab(c.Operation)}` : '');

const NoJournal = () => html`
  <${Page} title="Calls" lead="The last calls of the API, with what differed where a signature was refused.">
    <${Notice} title="This server keeps no journal of calls">
      <p>The journal is one of the test controls, for development and CI: see the setting
        <a href=${link('/manual/reference/settings', { at: 'testcontrols' })}>test.controls</a>. In production the
        <a href="#/audit">audit log</a> has the calls.</p><//><//>`;

export default function Calls(props) {
  return props.facts.TestControls ? html`<${Journal} ...${props} />` : html`<${NoJournal} />`;
}

function Journal({ query }) {
  const filter = { service: query.get('service') ?? '', operation: query.get('operation') ?? '', statusCode: query.get('statusCode') ?? '' };
  const key = JSON.stringify(filter);
  const [more, setMore] = useState(/** @type {{error?: any}} */ ({}));
  const state = useLoad((signal) => call('GET', PATH, { query: { ...filter, maxResults: 200 }, signal }), [key]);
  const next = async () => {
    try {
      const page = await call('GET', PATH, { query: { ...filter, maxResults: 500, nextToken: state.data.NextToken } });
      state.set((old) => ({ Calls: [...old.Calls, ...page.Calls], NextToken: page.NextToken }));
    } catch (error) {
      setMore({ error });
    }
  };
  const empty = {
    when: (data) => data.Calls.length === 0,
    show: html`<${Empty} title="No call matches" command="aws pinpoint get-apps">Calls appear here when a program makes them.<//>`,
  };
  const submit = (event) => {
    event.preventDefault();
    setQuery(Object.fromEntries(new FormData(event.target)));
  };
  return html`
    <${Page} title="Calls" lead="The last calls of the API, newest first." actions=${html`<button class="btn" onClick=${state.reload}>Refresh</button>`}>
      <${Card} flush>
        <form class="filters" role="search" key=${key} onSubmit=${submit}>
          <label class="field">Operation<input name="operation" data-search value=${filter.operation} placeholder="CreateExportJob" /></label>
          <label class="field">Service<input name="service" value=${filter.service} placeholder="pinpoint" /></label>
          <label class="field">Status<input name="statusCode" value=${filter.statusCode} inputmode="numeric" placeholder="400" /></label>
          <button class="btn">Search</button>
        </form>
        <${Loaded} state=${state} lines=${12} empty=${empty}>${(data) => html`
          <${Table} caption="Calls" rows=${data.Calls} rowKey=${(c) => c.RequestId} columns=${[
            { title: 'When', cell: (c) => html`<${Time} at=${c.Time} />` },
            { title: 'Call', wide: true, cell: (c) => html`<strong>${c.Operation ?? 'unknown operation'}</strong>
              <span class="sub">${c.Service ? serviceName(c.Service) : ''}</span><span class="sub mono">${c.Method} <${Text}>${c.Path}<//></span>` },
            { title: 'Account', cell: (c) => html`${c.Account}<span class="sub mono"><${Text}>${c.AccessKeyId ?? ''}<//></span>` },
            { title: 'Status', cell: (c) => html`<${Badge} kind=${c.Status < 400 ? 'ok' : 'bad'}>${c.Status}<//>${c.Injected && html`<span class="sub">injected</span>`}` },
            { title: 'Took', right: true, cell: (c) => duration(c.DurationMillis / 1000) },
            { title: 'Error', wide: true, cell: (c) => c.ErrorCode && html`<strong>${c.ErrorCode}</strong><span class="sub"><${Text}>${c.ErrorMessage}<//></span>
              ${c.SignatureDifference && html`<span class="sub">What differs: <${Text}>${c.SignatureDifference}<//></span>`}` },
            { title: 'Copy', cell: (c) => html`<div class="row actions"><${Copy} text=${curl(c)} label="curl" />${cli(c) && html`<${Copy} text=${cli(c)} label="CLI" />`}</div>` },
          ]} />
          ${more.error && html`<${ErrorBox} error=${more.error} />`}
          <div class="more">${count(data.Calls.length, 'call')} shown ${data.NextToken && html`<button class="btn tiny" onClick=${next}>Load 500 more</button>`}
            <a href=${link('/api')}>What the operations mean</a></div>`}
        <//>
      <//>
    <//>`;
}
