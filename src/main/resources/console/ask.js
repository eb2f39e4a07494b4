/** Dialogs that ask, and short messages that go away. */
import { html, useEffect, useRef, useState } from './lib/preact.js';
import { Text } from './parts.js';

/** @type {(question: any) => void} */
let open = () => {};
/** @type {(message: {text: string, kind: string, id: number}) => void} */
let say = () => {};

/**
 * Asks in a dialog. Resolves to what the form returns, or to null if it was closed.
 *
 * @param {{title: string, body: any, confirm: string, danger?: boolean, wide?: boolean,
 *     submit?: (form: FormData) => any, hideCancel?: boolean}} question
 *     submit: returns the answer; throws an error with a message to show; default: true
 * @returns {Promise<any>}
 */
export const ask = (question) => new Promise((resolve) => open({ ...question, resolve }));

/** @param {string} text @param {'ok' | 'bad' | ''} [kind] */
export const toast = (text, kind = 'ok') => say({ text, kind, id: Math.random() });

function Dialog({ question, close }) {
  const ref = useRef(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    ref.current.showModal();
    return () => before?.focus?.();
  }, []);
  const done = (answer) => {
    question.resolve(answer);
    close();
  };
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      done(question.submit ? await question.submit(new FormData(event.target)) : true);
    } catch (failure) {
      setError(failure.message);
      setBusy(false);
    }
  };
  return html`
    <dialog class=${'ask' + (question.wide ? ' wide' : '')} ref=${ref} aria-labelledby="ask-title"
      onCancel=${(event) => { event.preventDefault(); done(null); }}>
      <form onSubmit=${submit}>
        <h2 id="ask-title">${question.title}</h2>
        ${typeof question.body === 'string' ? html`<p>${question.body}</p>` : question.body}
        ${error && html`<div class="notice bad" role="alert"><${Text}>${error}<//></div>`}
        <div class="actions">
          ${!question.hideCancel && html`<button type="button" class="btn" onClick=${() => done(null)}>Back</button>`}
          <button class=${'btn ' + (question.danger ? 'danger' : 'primary')} disabled=${busy}>${question.confirm}</button>
        </div>
      </form>
    </dialog>`;
}

/** Where dialogs and messages are drawn; once in the page. */
export function Asked() {
  const [question, setQuestion] = useState(null);
  const [said, setSaid] = useState([]);
  open = setQuestion;
  say = (message) => {
    setSaid((all) => [...all.slice(-3), message]);
    setTimeout(() => setSaid((all) => all.filter((each) => each !== message)), 6_000);
  };
  return html`
    ${question && html`<${Dialog} key=${question.title} question=${question} close=${() => setQuestion(null)} />`}
    <div class="toasts" aria-live="polite">
      ${said.map((m) => html`<div class=${'notice ' + m.kind} key=${m.id}><${Text}>${m.text}<//></div>`)}
    </div>`;
}
