/** An app of Amazon Pinpoint: its endpoints by id, its segments and its jobs. */
import { html } from '../lib/preact.js';
import { number } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Facts, Loaded, Page } from '../parts.js';
import { pinpoint } from './data-api.js';
import { exportPinpoint } from './data-export.js';
import { importLink, segmentPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, Resource, Tags, When } from './data-parts.js';
import { Endpoints } from './data-pinpoint-endpoint.js';
import { PinpointJobs } from './data-pinpoint-jobs.js';

/** The number of endpoints that a segment was imported with; AWS counts no others. */
const sizeOf = (segment) => segment.ImportDefinition?.Size;

const Segments = ({ app }) => html`
  <${List} id="segments" title="Segments" noun="segment" list=${pinpoint.segments(app)} keys=${[app]} rowKey=${(s) => s.Id} textOf=${(s) => `${s.Name} ${s.Id}`}
    empty=${{
      title: 'The app has no segments', text: 'A segment is made by conditions on endpoints, or by an import that defines one.',
      command: `aws pinpoint create-segment --application-id ${app} --write-segment-request '{"Name": "gold", "Dimensions": {"Attributes": {"Plan": {"Values": ["gold"]}}}}'`,
    }}
    columns=${[
      { title: 'Name', wide: true, cell: (s) => html`<${Named} path=${segmentPath(app, s.Id)}>${s.Name}<//>` },
      { title: 'Kind', cell: (s) => html`<${Badge} kind="plain">${s.SegmentType}<//>` },
      { title: 'Imported endpoints', right: true, cell: (s) => number(sizeOf(s)) },
      { title: 'Version', right: true, cell: (s) => number(s.Version) },
      { title: 'Id', cell: (s) => html`<${CopyId} id=${s.Id} />` },
      createdColumn('CreationDate'),
    ]} />`;

export default function App({ params, query }) {
  const id = params.app;
  const state = useLoad(pinpoint.app(id), [id]);
  const app = state.data;
  return html`
    <${Page} title=${app?.Name ?? 'App'} crumbs=${html`<${Crumbs} trail=${[['Pinpoint', '/data/pinpoint']]} here="App" />`}
      actions=${app && html`<a class="btn" href=${importLink({ service: 'pinpoint', app: id })}>Import into this</a>
        <button class="btn primary" onClick=${() => exportPinpoint(id)}>Export this</button>`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Id', html`<${CopyId} id=${app.Id} whole />`], ['ARN', html`<${CopyId} id=${app.Arn} whole />`],
          ['Created', html`<${When} at=${app.CreationDate} />`],
          ['Tags', Object.keys(app.tags ?? {}).length > 0 && html`<${Tags} tags=${app.tags} />`],
        ]} /><//>
        <${Endpoints} app=${id} query=${query} />
        <${Segments} app=${id} />
        <${PinpointJobs} app=${id} kind="export" />
        <${PinpointJobs} app=${id} kind="import" />
        <${Resource} value=${app} command=${`aws pinpoint get-app --application-id ${id}`} />`}
      <//>
    <//>`;
}
