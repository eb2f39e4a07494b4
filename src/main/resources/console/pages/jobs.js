/** The jobs of all services in one table. The filter is the address. */
import { html, useMemo, useRef, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { count } from '../format.js';
import { useLoad, useStream, useThrottled } from '../live.js';
import { Announce, Card, Empty, ErrorBox, Live, Loaded, Page } from '../parts.js';
import { setQuery } from '../router.js';
import { actOn, Bulk } from './job-actions.js';
import { filterOf, JobFilter, streamFilterOf } from './job-filter.js';
import { JobTable } from './job-table.js';

const PAGE = 100;
/** More jobs with news at once than this: the first page is read again instead of each of them. */
const FEW = 8;

/** Unfinished jobs first, then finished ones, the newest first in both: as the server sorts. */
const FINAL = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);
const rank = (job) => (FINAL.has(job.State) ? 1 : 0);
const byRank = (a, b) => rank(a) - rank(b) || b.CreatedAt.localeCompare(a.CreatedAt) || b.JobId.localeCompare(a.JobId);

/** Puts new states of jobs into the list. */
function merged(list, news) {
  const known = new Map(list.Jobs.map((job) => [job.JobId, job]));
  news.forEach((job) => known.set(job.JobId, { ...known.get(job.JobId), ...job }));
  return { ...list, Jobs: [...known.values()].sort(byRank) };
}

function useJobs(filter) {
  const key = JSON.stringify(filter);
  const state = useLoad((signal) => operator.listJobs({ ...filter, maxResults: PAGE }, signal), [key]);
  const changed = useRef(new Set());
  const progress = useRef(new Map());

  const refresh = useThrottled(async () => {
    const ids = [...changed.current];
    changed.current.clear();
    const rates = [...progress.current.values()];
    progress.current.clear();
    const known = new Set(state.data?.Jobs.map((job) => job.JobId));
    const few = ids.length <= FEW && ids.every((id) => known.has(id)) && !filter.state && !filter.status;
    const news = few
      ? (await Promise.all(ids.map((id) => operator.getJob(id).catch(() => null)))).filter(Boolean).map((each) => each.Job)
      : (await operator.listJobs({ ...filter, maxResults: PAGE })).Jobs;
    state.set((list) => {
      if (!list) return list;
      const gone = few ? new Set() : new Set(ids.filter((id) => !news.some((job) => job.JobId === id)));
      const kept = filter.state || filter.status ? { ...list, Jobs: list.Jobs.filter((job) => !gone.has(job.JobId)) } : list;
      return merged(kept, [...rates.filter((rate) => known.has(rate.JobId)), ...news]);
    });
  }, 1_000);

  const draw = useThrottled(() => {
    const rates = [...progress.current.values()];
    progress.current.clear();
    state.set((list) => {
      const known = new Set(list?.Jobs.map((job) => job.JobId));
      return list && merged(list, rates.filter((rate) => known.has(rate.JobId)));
    });
  }, 1_000);

  const live = useStream(streamFilterOf(filter), ({ event, data }) => {
    if (event === 'progress') {
      progress.current.set(data.JobId, data);
      draw();
    } else if (event === 'event' || event === 'job') {
      changed.current.add(data.JobId);
      refresh();
    } else if (event === 'gap' || (event === 'open' && data.again)) {
      state.reload();
    }
  });
  return { ...state, live };
}

export default function Jobs({ query, session }) {
  const filter = useMemo(() => filterOf(query), [query.toString()]);
  const jobs = useJobs(filter);
  const [selected, setSelected] = useState(new Set());
  const [more, setMore] = useState({ busy: false, error: null });
  const list = jobs.data?.Jobs ?? [];

  const next = async () => {
    setMore({ busy: true, error: null });
    try {
      const page = await operator.listJobs({ ...filter, maxResults: 1_000, nextToken: jobs.data.NextToken });
      jobs.set((old) => ({ ...merged(old, page.Jobs), NextToken: page.NextToken }));
      setMore({ busy: false, error: null });
    } catch (error) {
      setMore({ busy: false, error });
    }
  };
  const act = async (action) => {
    const ids = list.filter((job) => selected.has(job.JobId));
    if (await actOn(action, ids)) {
      setSelected(new Set());
      jobs.reload();
    }
  };
  const filtered = Object.keys(filter).length > 0;
  const empty = {
    when: (data) => data.Jobs.length === 0,
    show: filtered
      ? html`<${Empty} title="No job matches this filter"
          action=${html`<button class="btn" onClick=${() => setQuery(Object.fromEntries(Object.keys(filter).map((k) => [k, ''])))}>Remove the filter</button>`}>
          Jobs of other states, services and times are hidden.<//>`
      : html`<${Empty} title="There are no jobs yet"
          command="aws pinpoint create-export-job --application-id ID --export-job-request RoleArn=ROLE,S3UrlPrefix=s3://BUCKET/PREFIX/">
          Create one with an AWS SDK, with the AWS CLI, or run the demo: java -jar longshore.jar demo --stay<//>`,
  };
  return html`
    <${Page} title="Jobs" lead="Imports, exports, audiences and copies of all four services."
      actions=${html`<${Live} state=${jobs.live} />`}>
      <${Announce} text=${jobs.data ? `${count(list.filter((j) => rank(j) === 0).length, 'unfinished job')} in the list` : ''} />
      <${Card} flush>
        <${JobFilter} filter=${filter} operator=${session.Operator} />
        <${Loaded} state=${jobs} lines=${12} empty=${empty}>${() => html`
          <${JobTable} jobs=${list} selected=${selected} select=${setSelected} accounts=${session.Operator} />
          ${more.error && html`<${ErrorBox} error=${more.error} retry=${next} />`}
          <div class="more">
            <span class="num" role="status">${count(list.length, 'job')} shown${jobs.data.NextToken ? '' : ', which is all'}</span>
            ${jobs.data.NextToken && html`<button class="btn tiny" disabled=${more.busy} onClick=${next}>${more.busy ? 'Loading …' : 'Load 1,000 more'}</button>`}
          </div>`}
        <//>
        ${selected.size > 0 && html`<${Bulk} count=${selected.size} act=${act} clear=${() => setSelected(new Set())} />`}
      <//>
    <//>`;
}
