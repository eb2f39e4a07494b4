/** The request that made a job: as JSON, and as code to copy. */
import { html } from '../lib/preact.js';
import { Copy, Notice, Tabs } from '../parts.js';
import { awsRequest, boto3, cli, java } from './snippets.js';

const Code = ({ text }) => html`<div class="stack-tight"><div class="row"><span class="grow"></span><${Copy} text=${text} /></div>
  <pre class="code" tabindex="0">${text}</pre></div>`;

export function RequestTabs({ job }) {
  const request = awsRequest(job);
  const stored = { id: 'stored', title: 'As stored', show: () => html`<${Code} text=${JSON.stringify(job.Request, null, 2)} />` };
  if (!request) {
    return html`<div class="stack"><${Notice}>No operation of AWS creates jobs of the type ${job.Type}: the server made it by itself, as a part of another call.<//>
      <${Code} text=${JSON.stringify(job.Request, null, 2)} /></div>`;
  }
  return html`<${Tabs} label="The request" tabs=${[
    { id: 'json', title: 'JSON', show: () => html`<${Code} text=${JSON.stringify(request.input, null, 2)} />` },
    { id: 'cli', title: 'AWS CLI', show: () => html`<${Code} text=${cli(request)} />` },
    { id: 'boto3', title: 'boto3', show: () => html`<${Code} text=${boto3(request)} />` },
    { id: 'java', title: 'Java', show: () => html`<${Code} text=${java(request)} />` },
    stored,
  ]} />`;
}
