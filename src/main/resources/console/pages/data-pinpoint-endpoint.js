/** Endpoints of an app, looked up by their id or by the id of their user. The address keeps what was looked up. */
import { html } from '../lib/preact.js';
import { count } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Cell, Empty, ErrorBox, Facts, Loaded, Table, Text } from '../parts.js';
import { setQuery } from '../router.js';
import { pinpoint } from './data-api.js';
import { CopyId, JsonButton, Named, When } from './data-parts.js';
import { appPath } from './data-links.js';

/** Names and lists of values of an endpoint as rows. */
const valuesOf = (endpoint) => [
  ['Attribute', endpoint.Attributes], ['User attribute', endpoint.User?.UserAttributes], ['Metric', endpoint.Metrics],
  ['Demographic', endpoint.Demographic], ['Location', endpoint.Location],
].flatMap(([kind, values]) => Object.entries(values ?? {}).map(([name, value]) => ({ kind, name, value })));

const shown = (value) => (Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value));

function Endpoint({ endpoint, app }) {
  const values = valuesOf(endpoint);
  const user = endpoint.User?.UserId;
  return html`
    <div class="stack inset">
      <${Facts} items=${[
        ['Id', html`<${CopyId} id=${endpoint.Id} whole />`],
        ['Address', endpoint.Address && html`<${Text}>${endpoint.Address}<//>`],
        ['Channel', html`<${Badge} kind="plain">${endpoint.ChannelType ?? 'none'}<//>`],
        ['User', user && html`<${Named} path=${`${appPath(app)}?user=${encodeURIComponent(user)}`}>${user}<//>`],
        ['Opt-out', endpoint.OptOut], ['Status', endpoint.EndpointStatus], ['Cohort', endpoint.CohortId],
        ['Effective', endpoint.EffectiveDate && html`<${When} at=${endpoint.EffectiveDate} />`],
        ['Created', html`<${When} at=${endpoint.CreationDate} />`],
        ['As JSON', html`<${JsonButton} value=${endpoint} of=${`endpoint ${endpoint.Id}`} />`],
      ]} />
      ${values.length > 0 && html`<${Table} caption=${`Values of endpoint ${endpoint.Id}`} rows=${values} rowKey=${(v) => v.kind + v.name} columns=${[
        { title: 'Name', wide: true, cell: (v) => html`<${Text}>${v.name}<//><span class="sub">${v.kind}</span>` },
        { title: 'Value', wide: true, cell: (v) => html`<${Cell} value=${shown(v.value)} />` },
      ]} />`}
    </div>`;
}

function Found({ app, endpoint, user }) {
  const state = useLoad(async (signal) => (endpoint
    ? { Item: [await pinpoint.endpoint(app, endpoint)(signal)] }
    : pinpoint.endpointsOf(app, user)(signal)), [app, endpoint, user]);
  if (state.error?.status === 404) {
    return html`<${Empty} title=${endpoint ? 'The app has no endpoint of this id' : 'No endpoint of the app has this user'}>Ids are compared exactly, with upper and lower case.<//>`;
  }
  if (state.error) return html`<div class="inset"><${ErrorBox} error=${state.error} retry=${state.reload} /></div>`;
  return html`<${Loaded} state=${state} lines=${4}>${({ Item }) => html`
    ${user && html`<p class="note muted">${count(Item.length, 'endpoint')} of the user <${Text}>${user}<//></p>`}
    ${Item.map((each) => html`<${Endpoint} key=${each.Id} endpoint=${each} app=${app} />`)}`}<//>`;
}

export function Endpoints({ app, query }) {
  const [endpoint, user] = [query.get('endpoint') ?? '', query.get('user') ?? ''];
  const look = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const text = String(form.get('id')).trim();
    setQuery({ endpoint: form.get('by') === 'endpoint' ? text : '', user: form.get('by') === 'user' ? text : '' });
  };
  return html`
    <${Card} id="endpoints" title="Endpoints" flush>
      <form class="filters" role="search" key=${endpoint + '|' + user} onSubmit=${look}>
        <label class="field">Look up by<select name="by"><option value="endpoint">Endpoint id</option><option value="user" selected=${Boolean(user)}>User id</option></select></label>
        <label class="field wide">Id<input name="id" required value=${endpoint || user} spellcheck="false" autocomplete="off" /></label>
        <button class="btn">Look up</button>
      </form>
      ${endpoint || user
        ? html`<${Found} key=${endpoint + '|' + user} app=${app} endpoint=${endpoint} user=${user} />`
        : html`<p class="note muted">Pinpoint's API has no list of endpoints: it finds them by their id or by the id of their user. An export of the app lists them all.</p>`}
    <//>`;
}
