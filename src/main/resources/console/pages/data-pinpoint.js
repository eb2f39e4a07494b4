/** The apps of Amazon Pinpoint. */
import { html } from '../lib/preact.js';
import { Page } from '../parts.js';
import { pinpoint } from './data-api.js';
import { appPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, Tags } from './data-parts.js';

export default function Apps() {
  return html`
    <${Page} title="Pinpoint" crumbs=${html`<${Crumbs} trail=${[]} here="Pinpoint" />`} lead="Apps own endpoints and segments, and the jobs that import and export them.">
      <${List} id="apps" title="Apps" noun="app" list=${pinpoint.apps} rowKey=${(app) => app.Id} textOf=${(app) => `${app.Name} ${app.Arn}`}
        empty=${{ title: 'There are no apps', text: 'An app is what endpoints and segments belong to.', command: 'aws pinpoint create-app --create-application-request Name=mine' }}
        columns=${[
          { title: 'Name', wide: true, cell: (app) => html`<${Named} path=${appPath(app.Id)}>${app.Name}<//><${Tags} tags=${app.tags} />` },
          { title: 'Id', cell: (app) => html`<${CopyId} id=${app.Id} />` },
          createdColumn('CreationDate'),
        ]} />
    <//>`;
}
