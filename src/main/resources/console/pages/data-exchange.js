/** The data sets, event actions and grants of AWS Data Exchange. */
import { html } from '../lib/preact.js';
import { Badge, Page, Text } from '../parts.js';
import { exchange } from './data-api.js';
import { dataSetPath } from './data-links.js';
import { CopyId, createdColumn, Crumbs, JsonButton, List, Named, Status, When } from './data-parts.js';

const dataSetColumns = [
  { title: 'Name', wide: true, cell: (d) => html`<${Named} path=${dataSetPath(d.Id)}>${d.Name}<//>${d.Description && html`<span class="sub"><${Text}>${d.Description}<//></span>`}` },
  { title: 'Assets', cell: (d) => html`<${Badge} kind="plain">${d.AssetType}<//>` },
  { title: 'Id', cell: (d) => html`<${CopyId} id=${d.Id} />` },
  createdColumn('CreatedAt'),
];

/** @param {{dataSet?: string}} props only those of a data set, if it is given */
export const EventActions = ({ dataSet }) => html`
  <${List} id="event-actions" title="Event actions" noun="event action" list=${exchange.eventActions(dataSet)} keys=${[dataSet]} rowKey=${(a) => a.Id} textOf=${(a) => `${a.Arn} ${a.Event.RevisionPublished?.DataSetId}`}
    empty=${{ title: 'There are no event actions', text: 'An event action exports each revision of a data set to S3 when it is published.' }}
    columns=${[
      { title: 'When', wide: true, cell: (a) => html`A revision is published in <${Named} path=${dataSetPath(a.Event.RevisionPublished?.DataSetId ?? '')}>${a.Event.RevisionPublished?.DataSetId}<//>` },
      { title: 'It is exported to', wide: true, cell: (a) => html`<span class="mono"><${Text}>${'s3://' + (a.Action.ExportRevisionToS3?.RevisionDestination.Bucket ?? '')}<//></span>
        <span class="sub mono"><${Text}>${a.Action.ExportRevisionToS3?.RevisionDestination.KeyPattern ?? ''}<//></span>` },
      { title: 'Id', cell: (a) => html`<${CopyId} id=${a.Id} />` },
      { title: 'JSON', cell: (a) => html`<${JsonButton} value=${a} of=${`event action ${a.Id}`} />` },
      createdColumn('CreatedAt'),
    ]} />`;

const Grants = ({ id, title, list, other, otherOf, dataSetOf, empty }) => html`
  <${List} id=${id} title=${title} noun="grant" list=${list} rowKey=${(g) => g.Arn} textOf=${(g) => `${g.Name} ${g.Arn} ${otherOf(g)}`} empty=${empty}
    columns=${[
      { title: 'Name', wide: true, cell: (g) => html`<${Text}>${g.Name}<//>` },
      { title: 'State', cell: (g) => (g.AcceptanceState === 'ACCEPTED' ? html`<${Status} word="ACCEPTED" />` : html`<span title=${g.AcceptanceState}><${Badge} kind="warn">PENDING<//></span>`) },
      { title: other, cell: (g) => html`<span class="num"><${Text}>${otherOf(g)}<//></span>` },
      { title: 'Data set', cell: (g) => html`<${Named} path=${dataSetPath(dataSetOf(g))}>${dataSetOf(g).slice(0, 12)}…<//>` },
      { title: 'Ends', right: true, cell: (g) => (g.EndsAt ? html`<${When} at=${g.EndsAt} />` : html`<span class="muted">never</span>`) },
      { title: 'ARN', cell: (g) => html`<${CopyId} id=${g.Arn} />` },
      { title: 'JSON', cell: (g) => html`<${JsonButton} value=${g} of=${`grant ${g.Id}`} />` },
    ]} />`;

export default function DataExchange() {
  return html`
    <${Page} title="Data Exchange" crumbs=${html`<${Crumbs} trail=${[]} here="Data Exchange" />`} lead="Data sets have revisions, revisions have assets. Grants give them to other accounts.">
      <${List} id="owned" title="Owned data sets" noun="data set" list=${exchange.dataSets('OWNED')} rowKey=${(d) => d.Id} textOf=${(d) => `${d.Name} ${d.Arn}`} columns=${dataSetColumns}
        empty=${{ title: 'The account owns no data set', text: 'A data set is what revisions belong to.', command: 'aws dataexchange create-data-set --asset-type S3_SNAPSHOT --name mine --description mine' }} />
      <${List} id="entitled" title="Entitled data sets" noun="data set" list=${exchange.dataSets('ENTITLED')} rowKey=${(d) => d.Id} textOf=${(d) => `${d.Name} ${d.Arn}`} columns=${dataSetColumns}
        empty=${{ title: 'The account has no data set of another account', text: 'Data sets appear here when a grant of another account was accepted.', command: 'aws dataexchange list-received-data-grants' }} />
      <${EventActions} />
      <${Grants} id="sent" title="Grants sent" list=${exchange.sentGrants} other="To" otherOf=${(g) => g.ReceiverPrincipal} dataSetOf=${(g) => g.SourceDataSetId ?? g.DataSetId}
        empty=${{ title: 'No grant was sent', text: 'A grant gives another account the published revisions of a data set.', command: 'aws dataexchange create-data-grant --name mine --grant-distribution-scope NONE --receiver-principal ACCOUNT --source-data-set-id ID' }} />
      <${Grants} id="received" title="Grants received" list=${exchange.receivedGrants} other="From" otherOf=${(g) => g.SenderPrincipal} dataSetOf=${(g) => g.DataSetId}
        empty=${{ title: 'No grant was received', text: 'Another account creates it with the id of this account.' }} />
    <//>`;
}
