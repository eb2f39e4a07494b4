/** The export and import jobs of an app or a segment. */
import { html } from '../lib/preact.js';
import { number } from '../format.js';
import { Text } from '../parts.js';
import { pinpoint } from './data-api.js';
import { segmentPath } from './data-links.js';
import { createdColumn, JobLink, List, Named, Status } from './data-parts.js';

const place = (job) => job.Definition.S3UrlPrefix ?? job.Definition.S3Url;

/** @param {{app: string, kind: 'export' | 'import', segment?: string}} props */
export function PinpointJobs({ app, kind, segment }) {
  const of = segment ? 'segment' : 'app';
  const title = kind === 'export' ? 'Export jobs' : 'Import jobs';
  const command = kind === 'export'
    ? `aws pinpoint create-export-job --application-id ${app} --export-job-request RoleArn=ROLE,S3UrlPrefix=s3://BUCKET/PREFIX/${segment ? ',SegmentId=' + segment : ''}`
    : `aws pinpoint create-import-job --application-id ${app} --import-job-request Format=JSON,RoleArn=ROLE,S3Url=s3://BUCKET/FILE`;
  const empty = kind === 'export'
    ? { title: `The ${of} was not exported yet`, text: 'The button "Export this" creates a job, and so does the AWS CLI.', command }
    : { title: segment ? 'No import made this segment' : 'Nothing was imported into the app yet', text: segment ? 'It is made by conditions.' : 'Endpoints are imported from files in S3.', command: segment ? undefined : command };
  return html`
    <${List} id=${kind + 's'} title=${title} noun="job" list=${pinpoint.jobs(app, kind, segment)} keys=${[app, kind, segment]} rowKey=${(job) => job.Id} textOf=${(job) => `${job.Id} ${place(job)}`} empty=${empty}
      columns=${[
        { title: 'Job', cell: (job) => html`<${JobLink} id=${job.Id} />` },
        { title: 'Status', cell: (job) => html`<${Status} word=${job.JobStatus} />` },
        { title: kind === 'export' ? 'To' : 'From', wide: true, cell: (job) => html`<span class="mono"><${Text}>${place(job)}<//></span>
          ${!segment && job.Definition.SegmentId && html`<span class="sub">segment <${Named} path=${segmentPath(app, job.Definition.SegmentId)}>${job.Definition.SegmentName ?? job.Definition.SegmentId.slice(0, 12)}<//></span>`}` },
        { title: 'Rows', right: true, cell: (job) => number(job.TotalProcessed) },
        { title: 'Failed', right: true, cell: (job) => (job.TotalFailures ? html`<strong>${number(job.TotalFailures)}</strong>` : html`<span class="muted">0</span>`) },
        createdColumn('CreationDate'),
      ]} />`;
}
