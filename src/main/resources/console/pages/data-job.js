/** Finds the job of an ARN and goes to its page. */
import { html, useEffect } from '../lib/preact.js';
import { operator } from '../api.js';
import { useLoad } from '../live.js';
import { Empty, Loaded, Page } from '../parts.js';
import { link } from '../router.js';

export default function JobOfArn({ params }) {
  const state = useLoad((signal) => operator.listJobs({ text: params.arn, maxResults: 20 }, signal), [params.arn]);
  const job = state.data?.Jobs.find((each) => each.ServiceJobId === params.arn);
  useEffect(() => { if (job) location.replace(link('/jobs/' + job.JobId)); }, [job]);
  const empty = {
    when: () => !job,
    show: html`<${Empty} title="No job has this ARN" command="aws longshore list-jobs">It was deleted with its data, or belongs to another account.<//>`,
  };
  return html`<${Page} title="Job" lead=${params.arn}><${Loaded} state=${state} empty=${empty} lines=${10}>${() => html``}<//><//>`;
}
