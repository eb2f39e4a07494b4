/** The sign-in page. */
import { html, useState } from './lib/preact.js';
import { ErrorBox, Notice } from './parts.js';
import { canSign } from './sigv4.js';
import { endReason, signIn } from './session.js';

/** Errors of a signature in words about what was typed. */
const WORDS = {
  SignatureDoesNotMatch: 'The secret access key does not belong to this access key id. Nothing was stored; type it again.',
  InvalidSignatureException: 'The secret access key does not belong to this access key id. Nothing was stored; type it again.',
  UnrecognizedClientException: 'There is no enabled access key with this id. Look for typing errors, or ask who gave it to you.',
  InvalidClientTokenId: 'There is no enabled access key with this id. Look for typing errors, or ask who gave it to you.',
  AccessDeniedException: 'The policy of this key does not allow longshore:CreateSession.',
};

function worded(error) {
  if (WORDS[error.code]) error.message = WORDS[error.code];
  return error;
}

/** @param {{facts: {Region: string, TestKeys: boolean, Version: string}}} props */
export function SignIn({ facts }) {
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (key) => {
    setBusy(true);
    setError(null);
    try {
      await signIn(key, facts.Region);
    } catch (failure) {
      setError(worded(failure));
      setBusy(false);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    attempt({ accessKeyId: String(form.get('id')).trim(), secret: String(form.get('secret')), token: String(form.get('token') ?? '').trim() });
  };
  return html`
    <main class="signin">
      <div class="signin-card">
        <div class="brand"><img src="/console/icon.svg" alt="" />Longshore</div>
        <div><h1>Sign in</h1><p class="muted">With an access key of this server.</p></div>
        ${endReason() && html`<${Notice} kind="warn"><p role="status">${endReason()}</p><//>`}
        ${!canSign() && html`<${Notice} kind="bad" title="This address cannot sign requests">
          <p>Browsers sign only on localhost and over HTTPS. Open the console at https:// (set console.tlsCertificate, or a
          proxy that ends TLS), or forward the port: ssh -L 4567:localhost:4567</p><//>`}
        ${error && html`<${ErrorBox} error=${error} />`}
        ${facts.TestKeys && html`
          <button class="btn primary" disabled=${busy || !canSign()}
            onClick=${() => attempt({ accessKeyId: 'test', secret: 'test' })}>Continue with the test key</button>
          <div class="or">or</div>`}
        <form onSubmit=${submit} autocomplete="off">
          <label class="field">Access key id<input name="id" required autocomplete="username" spellcheck="false" /></label>
          <label class="field">Secret access key<input name="secret" type="password" required autocomplete="off" /></label>
          <details><summary class="small muted">Session token of a temporary key</summary>
            <label class="field">Session token<input name="token" autocomplete="off" spellcheck="false" /></label></details>
          <button class=${'btn' + (facts.TestKeys ? '' : ' primary')} disabled=${busy || !canSign()}>
            ${busy ? 'Signing in …' : 'Sign in'}</button>
        </form>
        <p class="small muted">Your browser signs the request; the secret does not leave it. The session lasts at most 8 hours and
          ends with this tab.</p>
      </div>
    </main>`;
}
