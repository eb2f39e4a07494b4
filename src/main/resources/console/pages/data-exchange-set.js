/** A data set of AWS Data Exchange: its revisions, event actions and jobs. */
import { html } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { Badge, Card, Facts, Loaded, Page, Text } from '../parts.js';
import { exchange } from './data-api.js';
import { EventActions } from './data-exchange.js';
import { ExchangeJobs } from './data-exchange-jobs.js';
import { revisionPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, List, Named, Resource, Status, Tags, When } from './data-parts.js';

/** What others see of a revision. */
export const stateOf = (revision) => (revision.Revoked ? 'REVOKED' : revision.Finalized ? 'PUBLISHED' : 'IN PREPARATION');

const Revisions = ({ dataSet, owned }) => html`
  <${List} id="revisions" title="Revisions" noun="revision" list=${exchange.revisions(dataSet)} keys=${[dataSet]} rowKey=${(r) => r.Id} textOf=${(r) => `${r.Comment ?? ''} ${r.Arn}`}
    empty=${{ title: 'The data set has no revisions', text: owned ? 'Assets are imported into a revision, which is then published.' : 'The owner has published none yet.', command: owned ? `aws dataexchange create-revision --data-set-id ${dataSet}` : undefined }}
    columns=${[
      { title: 'Revision', wide: true, cell: (r) => html`<${Named} path=${revisionPath(dataSet, r.Id)}>${r.Comment || r.Id.slice(0, 12) + '…'}<//>` },
      { title: 'State', cell: (r) => html`<${Status} word=${stateOf(r)} />${r.RevocationComment && html`<span class="sub"><${Text}>${r.RevocationComment}<//></span>`}` },
      { title: 'Id', cell: (r) => html`<${CopyId} id=${r.Id} />` },
      createdColumn('CreatedAt'),
      { title: 'Changed', right: true, cell: (r) => html`<${When} at=${r.UpdatedAt} />` },
    ]} />`;

export default function DataSet({ params }) {
  const id = params.dataSet;
  const state = useLoad(exchange.dataSet(id), [id]);
  const set = state.data;
  const owned = set?.Origin === 'OWNED';
  return html`
    <${Page} title=${set?.Name ?? 'Data set'} lead=${set?.Description && html`<${Text}>${set.Description}<//>`}
      crumbs=${html`<${Crumbs} trail=${[['Data Exchange', '/data/dataexchange']]} here="Data set" />`}>
      <${Loaded} state=${state} lines=${8}>${() => html`
        <${Card} id="about" title="About"><${Facts} items=${[
          ['Id', html`<${CopyId} id=${set.Id} whole />`], ['ARN', html`<${CopyId} id=${set.Arn} whole />`],
          ['Origin', html`<${Badge} kind="plain">${set.Origin}<//>`], ['Assets', html`<${Badge} kind="plain">${set.AssetType}<//>`],
          ['Grant', set.OriginDetails?.DataGrantId && html`<${CopyId} id=${set.OriginDetails.DataGrantId} whole />`],
          ['Created', html`<${When} at=${set.CreatedAt} />`], ['Changed', html`<${When} at=${set.UpdatedAt} />`],
          ['Tags', Object.keys(set.Tags ?? {}).length > 0 && html`<${Tags} tags=${set.Tags} />`],
        ]} /><//>
        <${Revisions} dataSet=${id} owned=${owned} />
        <${ExchangeJobs} query=${{ dataSetId: id }} of="data set" />
        <${EventActions} dataSet=${id} />
        <${Resource} value=${set} command=${`aws dataexchange get-data-set --data-set-id ${id}`} />`}
      <//>
    <//>`;
}
