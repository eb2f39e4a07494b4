/** Access keys: create, rotate, disable, and what a policy says. */
import { html, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { ask, toast } from '../ask.js';
import { count } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Command, Copy, Empty, ErrorBox, Facts, Loaded, Notice, Page, Table, Text, Time } from '../parts.js';

const DAY = 86_400;

/** Shows a secret once. */
function showSecret(title, key) {
  const lines = [
    `export AWS_ACCESS_KEY_ID=${key.AccessKeyId}`, `export AWS_SECRET_ACCESS_KEY=${key.SecretAccessKey}`,
    key.SessionToken && `export AWS_SESSION_TOKEN=${key.SessionToken}`,
  ].filter(Boolean).join('\n');
  return ask({
    title, confirm: 'I have stored the secret', hideCancel: true, wide: true,
    body: html`
      <${Notice} kind="warn">The secret cannot be shown again. Store it now.<//>
      <${Facts} items=${[
        ['Access key id', html`<span class="mono">${key.AccessKeyId}</span> <${Copy} text=${key.AccessKeyId} />`],
        ['Secret access key', html`<span class="mono">${key.SecretAccessKey}</span> <${Copy} text=${key.SecretAccessKey} />`],
        ['Session token', key.SessionToken && html`<span class="mono">${key.SessionToken}</span>`],
        ['Account', key.Account],
        ['Expires', key.ExpiresAt && html`<${Time} at=${key.ExpiresAt} />`],
      ]} />
      <pre class="code" tabindex="0">${lines}</pre>`,
  });
}

async function create(session, reload) {
  const made = await ask({
    title: 'Create an access key', confirm: 'Create the key', wide: true,
    body: html`
      ${session.Operator && html`<label class="field">Account<input name="account" pattern="[0-9]{12}" value=${session.Account} title="12 digits" /></label>`}
      <label class="field">Valid for<select name="days">
        <option value="">as long as your own key</option><option value="1">1 day</option><option value="30">30 days</option><option value="365">1 year</option></select></label>
      <label class="field">IAM policy, if the key is to be limited<textarea name="policy" spellcheck="false"
        placeholder='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "mobiletargeting:Get*", "Resource": "*"}]}'></textarea>
        <span class="hint">Without a policy the key gets the one of your key, and may do everything if yours has none.</span></label>`,
    submit: (form) => operator.createKey({
      ...(form.get('account') && { Account: form.get('account') }),
      ...(String(form.get('policy')).trim() && { Policy: form.get('policy') }),
      ...(form.get('days') && { ExpiresInSeconds: Number(form.get('days')) * DAY }),
    }),
  });
  if (!made) return;
  await showSecret('The new key', made);
  reload();
}

async function rotate(key, reload) {
  const made = await ask({
    title: `Rotate ${key.AccessKeyId}?`, confirm: 'Rotate the key',
    body: html`<p>A new key with the same account and policy is created. The old one stays valid for the time below, so that programs can be changed.</p>
      <label class="field">The old key stays valid for<select name="keep">
        <option value=${DAY}>24 hours</option><option value=${7 * DAY}>7 days</option><option value="3600">1 hour</option><option value="0">not at all</option></select></label>`,
    submit: (form) => operator.rotateKey(key.AccessKeyId, { KeepSeconds: Number(form.get('keep')) }),
  });
  if (!made) return;
  await showSecret(`The key that replaces ${key.AccessKeyId}`, made);
  reload();
}

async function disable(key, own, reload) {
  const sure = await ask({
    title: `Disable ${key.AccessKeyId}?`, confirm: 'Disable the key', danger: true,
    body: html`<p>Requests that are signed with it, and its sessions, are refused within five seconds. A disabled key cannot be enabled again.</p>
      ${own && html`<${Notice} kind="warn">This is the key that you have signed in with: you will be signed out.<//>`}`,
    submit: () => operator.disableKey(key.AccessKeyId),
  });
  if (!sure) return;
  toast(`${key.AccessKeyId} is disabled.`);
  reload();
}

function Explain({ keys }) {
  const [answer, setAnswer] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      setAnswer(await operator.explainPolicy({
        AccessKeyId: form.get('key'), Action: String(form.get('action')).trim(), ...(String(form.get('resource')).trim() && { Resource: String(form.get('resource')).trim() }),
      }));
    } catch (error) {
      setAnswer({ error });
    }
  };
  return html`
    <form class="stack-tight" onSubmit=${submit}>
      <p class="muted">Asks whether the policy of a key allows a request, and which statement decides.</p>
      <div class="filters">
        <label class="field">Key<select name="key">${keys.map((key) => html`<option>${key.AccessKeyId}</option>`)}</select></label>
        <label class="field wide">Action<input name="action" required pattern="[a-z0-9\-]+:[A-Za-z0-9]+" placeholder="mobiletargeting:CreateExportJob" /></label>
        <label class="field wide">Resource<input name="resource" placeholder="* or an ARN" /></label>
        <button class="btn">Explain</button>
      </div>
      <div aria-live="polite">${answer?.error ? html`<${ErrorBox} error=${answer.error} />`
        : answer && html`<${Notice} kind=${answer.Allowed ? 'ok' : 'bad'} title=${answer.Allowed ? 'Allowed' : 'Denied'}><${Text}>${answer.Because}<//><//>`}</div>
    </form>`;
}

/** Where the server keeps no keys in its database. */
const NoKeys = ({ facts }) => html`
  <${Page} title="Keys" lead="Access keys in the database.">
    <${Card}><${Empty} title="This server keeps no keys in its database" command="LONGSHORE_AUTH_MASTER_KEY_FILE=/run/secrets/master-key java -jar longshore.jar">
      ${facts.TestKeys ? 'It accepts the test keys: the key test, and any 12 digits with the secret test.' : 'It accepts the keys of the file auth.keys_FILE.'}
      To create keys here, set auth.masterKey, which encrypts their secrets. <a href="#/manual/how-to/roles-keys-and-policies">The manual</a> says how.<//><//>
  <//>`;

export default function Keys(props) {
  return props.facts.StoredKeys ? html`<${StoredKeys} ...${props} />` : html`<${NoKeys} facts=${props.facts} />`;
}

function StoredKeys({ session }) {
  const [account, setAccount] = useState('');
  const state = useLoad((signal) => operator.listKeys({ maxResults: 1_000, account }, signal), [account]);
  const empty = {
    when: (data) => data.Keys.length === 0,
    show: html`<${Empty} title="There are no keys in the database" command="aws longshore create-key"
      action=${html`<button class="btn primary" onClick=${() => create(session, state.reload)}>Create a key</button>`}>
      The test keys and the keys of auth.keys_FILE are not listed: they are not in the database.<//>`,
  };
  return html`
    <${Page} title="Keys" lead="Access keys in the database. Their secrets cannot be read."
      actions=${html`<button class="btn primary" onClick=${() => create(session, state.reload)}>Create a key</button>`}>
      <${Card} flush>
        ${session.Operator && html`<div class="filters"><label class="field">Account<input data-search value=${account} placeholder="all accounts"
          onInput=${(e) => /^(\d{12})?$/.test(e.target.value) && setAccount(e.target.value)} /></label></div>`}
        <${Loaded} state=${state} lines=${6} empty=${empty}>${(data) => html`
          <${Table} caption="Access keys" rows=${data.Keys} rowKey=${(key) => key.AccessKeyId} columns=${[
            { title: 'Access key id', cell: (key) => html`<span class="mono">${key.AccessKeyId}</span>${key.AccessKeyId === session.AccessKeyId && html`<span class="sub">your session</span>`}` },
            { title: 'Account', cell: (key) => html`<span class="num">${key.Account}</span>` },
            { title: 'State', cell: (key) => html`<${Badge} state=${key.State} />` },
            { title: 'Rights', cell: (key) => html`${key.Restricted ? 'limited by a policy' : 'everything in its account'}${key.Temporary && html`<span class="sub">with a session token</span>`}` },
            { title: 'Created', right: true, cell: (key) => html`<${Time} at=${key.CreatedAt} />` },
            { title: 'Last used', right: true, cell: (key) => html`<${Time} at=${key.LastUsedAt} />` },
            { title: 'Expires', right: true, cell: (key) => html`<${Time} at=${key.ExpiresAt} />` },
            {
              title: 'Actions',
              cell: (key) => key.State === 'ENABLED' && html`<div class="row actions">
                <button class="btn tiny" onClick=${() => rotate(key, state.reload)}>Rotate</button>
                <button class="btn tiny danger" onClick=${() => disable(key, key.AccessKeyId === session.AccessKeyId, state.reload)}>Disable</button></div>`,
            },
          ]} />
          <div class="more">${count(data.Keys.length, 'key')}${data.NextToken && ', and more: choose an account'}</div>`}
        <//>
      <//>
      ${state.data?.Keys.length > 0 && html`<${Card} id="explain" title="What a policy allows"><${Explain} keys=${state.data.Keys} /><//>`}
      <${Command} text="aws longshore list-keys" />
    <//>`;
}
