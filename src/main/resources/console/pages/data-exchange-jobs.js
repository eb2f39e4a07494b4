/** The jobs of a data set or a revision. */
import { html } from '../lib/preact.js';
import { Text } from '../parts.js';
import { exchange } from './data-api.js';
import { createdColumn, JobLink, JsonButton, List, Status } from './data-parts.js';

const typeOf = (job) => job.Type.toLowerCase().replaceAll('_', ' ').replace('s3', 'S3').replace('url', 'URL').replace(/^./, (c) => c.toUpperCase());

/** @param {{query: {dataSetId?: string, revisionId?: string}, of: string}} props */
export const ExchangeJobs = ({ query, of }) => html`
  <${List} id="jobs" title="Jobs" noun="job" list=${exchange.jobs(query)} keys=${[JSON.stringify(query)]} rowKey=${(j) => j.Id} textOf=${(j) => `${j.Id} ${j.Type}`}
    empty=${{ title: `The ${of} has no jobs`, text: 'Jobs import assets into a revision, and export them to S3 or to a signed URL.' }}
    columns=${[
      { title: 'Job', wide: true, cell: (j) => html`<${JobLink} id=${j.Id}>${typeOf(j)}<//>` },
      { title: 'State', cell: (j) => html`<${Status} word=${j.State} />${j.Errors?.[0] && html`<span class="sub"><${Text}>${j.Errors[0].Message}<//></span>`}` },
      { title: 'JSON', cell: (j) => html`<${JsonButton} value=${j} of=${`job ${j.Id}`} />` },
      createdColumn('CreatedAt'),
    ]} />`;
