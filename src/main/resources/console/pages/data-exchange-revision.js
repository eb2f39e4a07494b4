/** A revision of a data set: its assets and jobs. */
import { html, useState } from '../lib/preact.js';
import { bytes, count } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Facts, Loaded, Notice, Page, Text } from '../parts.js';
import { exchange } from './data-api.js';
import { exportAssets, exportRevision, importAsset } from './data-export.js';
import { ExchangeJobs } from './data-exchange-jobs.js';
import { stateOf } from './data-exchange-set.js';
import { dataSetPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JsonButton, List, Resource, Status, When } from './data-parts.js';

const sizeOf = (asset) => asset.AssetDetails?.S3SnapshotAsset?.Size;

function Assets({ revision, owned }) {
  const [selected, setSelected] = useState(new Map());
  const toggle = (asset) => setSelected((old) => {
    const next = new Map(old);
    if (!next.delete(asset.Id)) next.set(asset.Id, asset);
    return next;
  });
  const command = `aws dataexchange create-job --type IMPORT_ASSETS_FROM_S3 --details 'ImportAssetsFromS3={DataSetId=${revision.DataSetId},RevisionId=${revision.Id},AssetSources=[{Bucket=BUCKET,Key=KEY}]}'`;
  return html`
    <${List} id="assets" title="Assets" noun="asset" list=${exchange.assets(revision.DataSetId, revision.Id)} keys=${[revision.Id]} rowKey=${(a) => a.Id} textOf=${(a) => `${a.Name} ${a.Arn}`}
      stamp=${(a) => selected.has(a.Id)}
      actions=${html`<button class="btn tiny" disabled=${selected.size === 0 || revision.Revoked} onClick=${() => exportAssets(revision, [...selected.values()])}>
        ${selected.size === 0 ? 'Export selected assets' : `Export ${count(selected.size, 'asset')}`}</button>`}
      empty=${{ title: 'The revision has no assets', text: owned ? 'Assets are imported from objects in S3.' : 'The owner has put none into it.', command: owned ? command : undefined }}
      columns=${[
        { title: '', pick: true, cell: (a) => html`<input type="checkbox" aria-label=${`Select ${a.Name}`} checked=${selected.has(a.Id)} onChange=${() => toggle(a)} />` },
        { title: 'Name', wide: true, cell: (a) => html`<${Text}>${a.Name}<//>` },
        { title: 'Size', right: true, cell: (a) => bytes(sizeOf(a)) },
        { title: 'Type', cell: (a) => html`<${Badge} kind="plain">${a.AssetType}<//>` },
        { title: 'Id', cell: (a) => html`<${CopyId} id=${a.Id} />` },
        { title: 'JSON', cell: (a) => html`<${JsonButton} value=${a} of=${`asset ${a.Name}`} />` },
        createdColumn('CreatedAt'),
      ]} />`;
}

function State({ revision }) {
  if (revision.Revoked) {
    return html`<${Notice} kind="bad" title="The revision is revoked">It was revoked <${When} at=${revision.RevokedAt} /> and cannot be exported.
      ${revision.RevocationComment && html` Reason: <${Text}>${revision.RevocationComment}<//>`}<//>`;
  }
  return revision.Finalized ? null : html`<${Notice} title="The revision is not published yet">It is visible only to its owner, and assets can be added.<//>`;
}

export default function Revision({ params }) {
  const { dataSet, revision: id } = params;
  const state = useLoad(exchange.revision(dataSet, id), [dataSet, id]);
  const set = useLoad(exchange.dataSet(dataSet), [dataSet]);
  const revision = state.data;
  const owned = set.data?.Origin === 'OWNED';
  const open = revision && owned && !revision.Finalized;
  return html`
    <${Page} title=${revision?.Comment || 'Revision'} lead=${revision && html`<${Status} word=${stateOf(revision)} />`}
      crumbs=${html`<${Crumbs} trail=${[['Data Exchange', '/data/dataexchange'], [set.data?.Name ?? 'Data set', dataSetPath(dataSet)]]} here="Revision" />`}
      actions=${revision && html`${open && html`<button class="btn" onClick=${() => importAsset(revision)}>Import into this</button>`}
        <button class="btn primary" disabled=${revision.Revoked} onClick=${() => exportRevision(revision)}>Export this</button>`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <${State} revision=${revision} />
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Id', html`<${CopyId} id=${revision.Id} whole />`], ['ARN', html`<${CopyId} id=${revision.Arn} whole />`],
          ['Data set', html`<a href=${'#' + dataSetPath(dataSet)}><${Text}>${set.data?.Name ?? dataSet}<//></a>`],
          ['Comment', revision.Comment && html`<${Text}>${revision.Comment}<//>`],
          ['Created', html`<${When} at=${revision.CreatedAt} />`], ['Changed', html`<${When} at=${revision.UpdatedAt} />`],
        ]} /><//>
        <${Assets} revision=${revision} owned=${owned} />
        <${ExchangeJobs} query=${{ dataSetId: dataSet, revisionId: id }} of="revision" />
        <${Resource} value=${revision} command=${`aws dataexchange get-revision --data-set-id ${dataSet} --revision-id ${id}`} />`}
      <//>
    <//>`;
}
