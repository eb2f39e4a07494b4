/** The dataset groups and schemas of Amazon Personalize. */
import { html } from '../lib/preact.js';
import { Page, Text } from '../parts.js';
import { personalizeData } from './data-api.js';
import { personalizePath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, statusColumn } from './data-parts.js';
import { SchemaButton } from './data-personalize-schema.js';

export default function Personalize() {
  return html`
    <${Page} title="Personalize" crumbs=${html`<${Crumbs} trail=${[]} here="Personalize" />`} lead="Dataset groups own datasets, whose rows have the fields of a schema.">
      <${List} id="groups" title="Dataset groups" noun="dataset group" list=${personalizeData.groups} rowKey=${(g) => g.datasetGroupArn} textOf=${(g) => `${g.name} ${g.datasetGroupArn}`}
        empty=${{ title: 'There are no dataset groups', text: 'A dataset group is what datasets belong to.', command: 'aws personalize create-dataset-group --name mine' }}
        columns=${[
          { title: 'Name', wide: true, cell: (g) => html`<${Named} path=${personalizePath('groups', g.datasetGroupArn)}>${g.name}<//>` },
          statusColumn,
          { title: 'Domain', cell: (g) => g.domain },
          { title: 'ARN', cell: (g) => html`<${CopyId} id=${g.datasetGroupArn} />` },
          createdColumn('creationDateTime'),
        ]} />
      <${List} id="schemas" title="Schemas" noun="schema" list=${personalizeData.schemas} rowKey=${(s) => s.schemaArn} textOf=${(s) => `${s.name} ${s.schemaArn}`}
        empty=${{ title: 'There are no schemas', text: 'A schema is an Avro record with the columns of a dataset.', command: 'aws personalize create-schema --name mine --schema file://schema.json' }}
        columns=${[
          { title: 'Name', wide: true, cell: (s) => html`<${Text}>${s.name}<//>` },
          { title: 'Fields', cell: (s) => html`<${SchemaButton} arn=${s.schemaArn} name=${s.name} />` },
          { title: 'Domain', cell: (s) => s.domain },
          { title: 'ARN', cell: (s) => html`<${CopyId} id=${s.schemaArn} />` },
          createdColumn('creationDateTime'),
        ]} />
    <//>`;
}
