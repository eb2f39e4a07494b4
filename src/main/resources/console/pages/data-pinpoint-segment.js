/** A segment: what it selects, its versions and its jobs. */
import { html } from '../lib/preact.js';
import { number } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Empty, Facts, Loaded, Notice, Page, Table, Text } from '../parts.js';
import { BarChart } from '../chart.js';
import { pinpoint } from './data-api.js';
import { exportPinpoint } from './data-export.js';
import { appPath, importLink, segmentPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JsonButton, List, Named, Resource, When } from './data-parts.js';
import { PinpointJobs } from './data-pinpoint-jobs.js';

/** What users may write in a name, as a part of the address. */
const words = (name) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** The leaves of dimensions: {name, type, values}. */
function leaves(value, name = '') {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value.Values)) return [{ name, type: value.DimensionType ?? value.AttributeType ?? 'INCLUSIVE', values: value.Values }];
  if (value.ComparisonOperator) return [{ name, type: value.ComparisonOperator, values: [value.Value] }];
  if (value.RecencyType) return [{ name, type: value.RecencyType, values: [value.Duration] }];
  if (value.Coordinates) return [{ name, type: 'WITHIN', values: [`${value.RangeInKilometers} km of ${value.Coordinates.Latitude}, ${value.Coordinates.Longitude}`] }];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, name ? `${name} › ${key}` : key));
}

/** Conditions of a segment, of all of its groups. */
const conditions = (segment) => [
  ...leaves(segment.Dimensions).map((leaf) => ({ ...leaf, group: '' })),
  ...(segment.SegmentGroups?.Groups ?? []).flatMap((group, i) => (group.Dimensions ?? []).flatMap((each) =>
    leaves(each).map((leaf) => ({ ...leaf, group: `group ${i + 1}, ${group.Type ?? 'ALL'}` })))),
];

const sources = (segment) => (segment.SegmentGroups?.Groups ?? []).flatMap((group) => group.SourceSegments ?? []);

function Selects({ segment, app }) {
  if (segment.ImportDefinition) {
    const { Size, S3Url, Format, ChannelCounts } = segment.ImportDefinition;
    const bars = Object.entries(ChannelCounts ?? {}).map(([name, value]) => ({ name, value })).sort((a, b) => b.value - a.value);
    return html`<div class="stack"><${Facts} items=${[
      ['Endpoints', number(Size)], ['From', html`<span class="mono"><${Text}>${S3Url}<//></span>`], ['Format', Format],
    ]} />${bars.length > 0 && html`<${BarChart} bars=${bars} label="Endpoints by channel" />`}</div>`;
  }
  const rows = conditions(segment);
  const from = sources(segment);
  return html`
    ${from.length > 0 && html`<p class="note">Out of ${from.map((each, i) => html`${i > 0 && ', '}<${Named} path=${segmentPath(app, each.Id)}>segment ${each.Id.slice(0, 12)}<//>`)}.</p>`}
    ${rows.length === 0
      ? html`<${Empty} title="No condition">The segment has all endpoints ${from.length > 0 ? 'of these segments' : 'of the app'}.<//>`
      : html`<${Table} caption="Conditions" rows=${rows} rowKey=${(row) => row.group + row.name} columns=${[
        { title: 'Condition on', wide: true, cell: (row) => html`<${Text}>${row.name}<//>${row.group && html`<span class="sub">${row.group}</span>`}` },
        { title: 'Is', cell: (row) => html`<${Badge} kind="plain">${words(row.type.replaceAll('_', ' '))}<//>` },
        { title: 'Values', wide: true, cell: (row) => html`<span class="mono"><${Text}>${row.values.join(', ')}<//></span>` },
      ]} />`}`;
}

const Versions = ({ app, id }) => html`
  <${List} id="versions" title="Versions" noun="version" list=${pinpoint.versions(app, id)} keys=${[app, id]} rowKey=${(v) => v.Version}
    empty=${{ title: 'There is no version', text: 'Each change of a segment makes one.' }}
    columns=${[
      { title: 'Version', cell: (v) => number(v.Version) },
      { title: 'Name', wide: true, cell: (v) => html`<${Text}>${v.Name}<//>` },
      { title: 'JSON', cell: (v) => html`<${JsonButton} value=${v} of=${`version ${v.Version}`} />` },
      createdColumn('LastModifiedDate'),
    ]} />`;

export default function Segment({ params }) {
  const { app, segment: id } = params;
  const state = useLoad(pinpoint.segment(app, id), [app, id]);
  const segment = state.data;
  const imported = Boolean(segment?.ImportDefinition);
  return html`
    <${Page} title=${segment?.Name ?? 'Segment'} crumbs=${html`<${Crumbs} trail=${[['Pinpoint', '/data/pinpoint'], ['App', appPath(app)]]} here="Segment" />`}
      actions=${segment && html`<a class="btn" href=${importLink({ service: 'pinpoint', app })}>Import into its app</a>
        <button class="btn primary" onClick=${() => exportPinpoint(app, segment)}>Export this</button>`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <div class="cols">
          <${Card} id="about" title="About"><${Facts} items=${[
            ['Id', html`<${CopyId} id=${segment.Id} whole />`], ['Kind', html`<${Badge} kind="plain">${segment.SegmentType}<//>`], ['Version', number(segment.Version)],
            ['Created', html`<${When} at=${segment.CreationDate} />`], ['Changed', segment.LastModifiedDate && html`<${When} at=${segment.LastModifiedDate} />`],
          ]} /><//>
          <${Card} id="selects" title=${imported ? 'What it was imported from' : 'What it selects'} flush=${!imported}><${Selects} segment=${segment} app=${app} /><//>
        </div>
        ${!imported && html`<${Notice}>Pinpoint's API does not count the endpoints of such a segment and has no list of them: an export job does both.<//>`}
        <${PinpointJobs} app=${app} kind="export" segment=${id} />
        ${imported && html`<${PinpointJobs} app=${app} kind="import" segment=${id} />`}
        <${Versions} app=${app} id=${id} />
        <${Resource} value=${segment} command=${`aws pinpoint get-segment --application-id ${app} --segment-id ${id}`} />`}
      <//>
    <//>`;
}
