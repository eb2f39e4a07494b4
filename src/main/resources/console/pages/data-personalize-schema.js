/** An Avro schema of Amazon Personalize as a table of its fields. */
import { html } from '../lib/preact.js';
import { ask } from '../ask.js';
import { useLoad } from '../live.js';
import { Badge, Loaded, Notice, Table, Text } from '../parts.js';
import { personalizeData } from './data-api.js';
import { JsonButton } from './data-parts.js';

/** @returns {{name: string, types: string[], nullable: boolean, categorical: boolean, textual: boolean}[]} */
function fieldsOf(schema) {
  return JSON.parse(schema).fields.map((field) => {
    const types = [field.type].flat().map((type) => (typeof type === 'string' ? type : JSON.stringify(type)));
    return {
      name: field.name, types: types.filter((type) => type !== 'null'), nullable: types.includes('null'),
      categorical: field.categorical === true, textual: field.textual === true,
    };
  });
}

/** @param {{schema: {schema: string}}} props as DescribeSchema returns it */
export function Fields({ schema }) {
  let fields;
  try {
    fields = fieldsOf(schema.schema);
  } catch (failure) {
    return html`<${Notice} kind="warn" title="The schema cannot be shown as fields"><${Text}>${failure.message}<//><//>`;
  }
  return html`<${Table} caption="Fields of the schema" rows=${fields} rowKey=${(f) => f.name} columns=${[
    { title: 'Field', wide: true, cell: (f) => html`<span class="mono"><${Text}>${f.name}<//></span>` },
    { title: 'Type', cell: (f) => html`<span class="mono">${f.types.join(' | ')}</span>` },
    { title: 'Value', cell: (f) => (f.nullable ? 'may be empty' : 'required') },
    { title: 'Meaning', cell: (f) => [f.categorical && 'categorical', f.textual && 'textual'].filter(Boolean).map((word) => html`<${Badge} kind="plain">${word}<//> `) },
  ]} />`;
}

function Described({ arn }) {
  const state = useLoad(personalizeData.schema(arn), [arn]);
  return html`<${Loaded} state=${state} lines=${4}>${(schema) => html`<${Fields} schema=${schema} />
    <div class="row"><${JsonButton} value=${schema} of=${`schema ${schema.name}`} /></div>`}<//>`;
}

export function SchemaButton({ arn, name }) {
  const show = () => ask({ title: html`Schema <${Text}>${name}<//>`, body: html`<${Described} arn=${arn} />`, confirm: 'Close', hideCancel: true, wide: true });
  return html`<button type="button" class="btn tiny" aria-label=${`Fields of schema ${name}`} onClick=${show}>Fields</button>`;
}
