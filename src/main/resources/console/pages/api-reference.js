/** The contracts, read-only. */
import { html, useState } from '../lib/preact.js';
import { ApiError } from '../api.js';
import { count } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Empty, Loaded, Page, Table } from '../parts.js';
import { link } from '../router.js';

const CONTRACTS = {
  longshore: 'Operator API', pinpoint: 'Pinpoint', personalize: 'Personalize', 'personalize-events': 'Personalize Events',
  dataexchange: 'Data Exchange', cleanroomsml: 'Clean Rooms ML',
};
const METHODS = ['get', 'post', 'put', 'delete', 'patch'];

async function read(name, signal) {
  if (!CONTRACTS[name]) throw new ApiError('NotFound', 'There is no such contract.', 404);
  const response = await fetch(`/console/contracts/${name}.json`, { signal });
  if (!response.ok) throw new ApiError('NotFound', `The contract ${name} cannot be read.`, response.status);
  const contract = await response.json();
  const operations = Object.entries(contract.paths).flatMap(([path, item]) => METHODS.filter((m) => item[m])
    .map((method) => ({ path, method: method.toUpperCase(), ...item[method], parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])] })));
  return { contract, operations: operations.sort((a, b) => a.operationId.localeCompare(b.operationId)) };
}

const shortName = (operation) => operation.operationId.split('.').pop();

/** The value that $ref names. */
function resolve(contract, node) {
  let found = node;
  for (let i = 0; found?.$ref && i < 5; i++) {
    found = found.$ref.replace('#/', '').split('/').reduce((at, part) => at?.[part.replaceAll('~1', '/')], contract);
  }
  return found ?? {};
}

const refName = (node) => node?.$ref?.split('/').pop();

function typeOf(contract, node) {
  const schema = resolve(contract, node);
  if (schema.type === 'array') return `list of ${refName(schema.items) ?? typeOf(contract, schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type;
  return refName(node) && type === 'object' ? refName(node) : [schema.format ?? type ?? 'any', schema.enum && `one of ${schema.enum.join(', ')}`].filter(Boolean).join(', ');
}

function bounds(schema) {
  return [
    schema.minLength !== undefined && `at least ${schema.minLength} characters`, schema.maxLength !== undefined && `at most ${schema.maxLength} characters`,
    schema.minimum !== undefined && `from ${schema.minimum}`, schema.maximum !== undefined && `to ${schema.maximum}`,
    schema.maxItems !== undefined && `at most ${schema.maxItems} entries`, schema.pattern && `pattern ${schema.pattern}`,
  ].filter(Boolean).join(', ');
}

function Members({ contract, schema, caption, depth = 0 }) {
  const of = resolve(contract, schema);
  const item = of.type === 'array' ? resolve(contract, of.items) : of;
  const members = Object.entries(item.properties ?? {});
  const [open, setOpen] = useState(null);
  if (members.length === 0) return html`<p class="muted">${item.description ?? 'Any members.'}</p>`;
  const nested = (node) => {
    const inner = resolve(contract, node);
    const deep = inner.type === 'array' ? resolve(contract, inner.items) : inner;
    return depth < 4 && Object.keys(deep.properties ?? {}).length > 0;
  };
  return html`<${Table} caption=${caption} rows=${members} rowKey=${([name]) => name} columns=${[
    { title: 'Member', cell: ([name, node]) => html`<span class="mono">${name}</span>${item.required?.includes(name) && html`<span class="sub">required</span>`}
      ${nested(node) && html`<button class="btn tiny" aria-expanded=${String(open === name)} onClick=${() => setOpen(open === name ? null : name)}>${open === name ? 'Hide' : 'Show'} members</button>`}` },
    { title: 'Type', cell: ([, node]) => typeOf(contract, node) },
    { title: 'Meaning', wide: true, cell: ([name, node]) => html`${resolve(contract, node).description ?? ''}<span class="sub">${bounds(resolve(contract, node))}</span>
      ${open === name && html`<${Members} contract=${contract} schema=${node} caption=${`Members of ${name}`} depth=${depth + 1} />`}` },
  ]} />`;
}

function Operation({ contract, operation }) {
  const parameters = operation.parameters.map((p) => resolve(contract, p));
  const request = Object.values(resolve(contract, operation.requestBody).content ?? {})[0]?.schema;
  const responses = Object.entries(operation.responses ?? {});
  const ok = responses.find(([status]) => status.startsWith('2'));
  const answer = ok && Object.values(resolve(contract, ok[1]).content ?? {})[0]?.schema;
  return html`
    <${Card} id="operation" title=${shortName(operation)} actions=${html`<${Badge} kind="plain busy">${operation.method}<//>`}>
      <div class="stack">
        <p>${operation.summary ?? operation.description ?? ''}</p>
        <pre class="code wrap" tabindex="0">${operation.method} ${operation.path}</pre>
        ${parameters.length > 0 && html`<h3>Parameters</h3><${Table} caption="Parameters" rows=${parameters} rowKey=${(p) => p.in + p.name} columns=${[
          { title: 'Name', cell: (p) => html`<span class="mono">${p.name}</span><span class="sub">${p.in}${p.required ? ', required' : ''}</span>` },
          { title: 'Type', cell: (p) => typeOf(contract, p.schema) },
          { title: 'Meaning', wide: true, cell: (p) => html`${p.description ?? ''}<span class="sub">${bounds(resolve(contract, p.schema))}</span>` },
        ]} />`}
        ${request && html`<h3>Request</h3><${Members} contract=${contract} schema=${request} caption="Members of the request" />`}
        ${answer && html`<h3>Response, status ${ok[0]}</h3><${Members} contract=${contract} schema=${answer} caption="Members of the response" />`}
        <h3>Errors</h3>
        <div class="chips">${responses.filter(([status]) => !status.startsWith('2')).map(([status, response]) => html`<${Badge} kind="plain bad">${status} ${refName(response) ?? ''}<//>`)}</div>
      </div>
    <//>`;
}

export default function ApiReference({ params }) {
  const name = params.contract ?? 'longshore';
  const [text, setText] = useState('');
  const state = useLoad((signal) => read(name, signal), [name]);
  return html`
    <${Page} title="API" lead="The contracts that this server validates requests against.">
      <nav class="chips" aria-label="Contracts">${Object.entries(CONTRACTS).map(([id, title]) => html`
        <a class="chip" href=${link('/api/' + id)} aria-current=${id === name ? 'page' : undefined}>${title}</a>`)}</nav>
      <${Loaded} state=${state} lines=${16}>${({ contract, operations }) => {
        const matching = operations.filter((o) => (o.operationId + o.summary).toLowerCase().includes(text.toLowerCase()));
        const chosen = operations.find((o) => shortName(o) === params.operation);
        return html`<div class="split">
          <nav aria-label="Operations">
            <label class="field">Search<input type="search" data-search value=${text} onInput=${(e) => setText(e.target.value)} /></label>
            <ul>${matching.map((o) => html`<li><a href=${link(`/api/${name}/${shortName(o)}`)} aria-current=${o === chosen ? 'page' : undefined}>${shortName(o)}</a></li>`)}</ul>
            <p class="muted">${count(matching.length, 'operation')}</p>
          </nav>
          <div class="stack">${chosen ? html`<${Operation} contract=${contract} operation=${chosen} key=${chosen.operationId} />`
            : html`<${Card}><${Empty} title=${`${CONTRACTS[name]}, version ${contract.info.version}`}>${contract.info.description ?? ''} Choose an operation.<//><//>`}</div>
        </div>`;
      }}<//>
    <//>`;
}
