/** Starts the console: facts, session, navigation, and the page that the address names. */
import { html, render, useEffect, useErrorBoundary, useRef, useState } from './lib/preact.js';
import { Asked } from './ask.js';
import { help, listen } from './keyboard.js';
import { pages } from './pages.js';
import { ErrorBox, Loading } from './parts.js';
import { link, match, useRoute } from './router.js';
import { endSession, onSession, session } from './session.js';
import { SignIn } from './signin.js';
import { applyTheme, nextTheme, theme } from './theme.js';

/** The page of a path and the values of its names. */
function find(path) {
  for (const page of pages) {
    const params = match(page.path, path);
    if (params) return { page, params };
  }
  return null;
}

function Navigation({ at, close }) {
  const groups = [...new Set(pages.map((page) => page.group).filter(Boolean))];
  const marked = at?.page.under ?? at?.page.path;
  return html`<nav aria-label="Pages">${groups.map((group) => html`
    <div><p class="group">${group}</p><ul>
      ${pages.filter((page) => page.group === group).map((page) => html`
        <li><a href=${link(page.path)} onClick=${close} aria-current=${page.path === marked ? 'page' : undefined}>
          ${page.title}</a></li>`)}
    </ul></div>`)}</nav>`;
}

function Who({ who, facts }) {
  const [choice, setChoice] = useState(theme());
  return html`
    <div class="who">
      <div><strong class="mono">${who.AccessKeyId}</strong><br />
        <span class="muted">account ${who.Account}${who.Operator ? ', operator' : ''}</span></div>
      <div class="row">
        <button class="btn tiny" onClick=${() => setChoice(nextTheme())}>Theme: ${choice}</button>
        <button class="btn tiny" onClick=${help} aria-label="Keyboard help">?</button>
        <button class="btn tiny" onClick=${() => endSession()}>Sign out</button>
      </div>
      <span class="muted">Longshore ${facts.Version}</span>
    </div>`;
}

/** The page's module, loaded when it is needed. */
function PageBody({ at, query, facts }) {
  const [loaded, setLoaded] = useState(null);
  const [failure, setFailure] = useState(null);
  const [broken, recover] = useErrorBoundary((error) => console.error(error));
  useEffect(() => {
    let current = true;
    setFailure(null);
    at?.page.load()
      .then((module) => current && setLoaded({ show: module.default, page: at.page }))
      .catch((error) => current && setFailure(error));
    return () => { current = false; };
  }, [at?.page]);
  if (broken) return html`<${ErrorBox} error=${broken} retry=${recover} />`;
  if (!at) return html`<h1>There is no such page</h1><p><a href="#/">Go to the overview</a></p>`;
  if (failure) return html`<${ErrorBox} error=${failure} />`;
  if (loaded?.page !== at.page) return html`<${Loading} lines=${10} />`;
  const Show = loaded.show;
  return html`<${Show} params=${at.params} query=${query} facts=${facts} session=${session()} />`;
}

function Frame({ facts }) {
  const { path, query } = useRoute();
  const [open, setOpen] = useState(false);
  const main = useRef(null);
  const at = find(path);
  useEffect(() => {
    setOpen(false);
    if (document.activeElement?.tagName !== 'INPUT') main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>Skip to the page</a>
    <div class="frame">
      <header class="top">
        <a class="brand" href="#/"><img src="/console/icon.svg" alt="" />Longshore</a>
        <button class="btn" aria-expanded=${String(open)} aria-controls="side" onClick=${() => setOpen(!open)}>Menu</button>
      </header>
      <aside class=${'side' + (open ? ' open' : '')} id="side" aria-label="Navigation">
        <a class="brand" href="#/"><img src="/console/icon.svg" alt="" />Longshore</a>
        <${Navigation} at=${at} close=${() => setOpen(false)} />
        <${Who} who=${session()} facts=${facts} />
      </aside>
      <main class="page" tabindex="-1" ref=${main} id="main"><${PageBody} key=${at?.page.own ? path : at?.page.path} at=${at} query=${query} facts=${facts} /></main>
    </div>`;
}

function App({ facts }) {
  const [who, setWho] = useState(session());
  useEffect(() => onSession(() => setWho(session())), []);
  useEffect(() => { if (!who) document.title = 'Sign in · Longshore'; }, [who]);
  return html`${who ? html`<${Frame} facts=${facts} key=${who.Token} />` : html`<${SignIn} facts=${facts} />`}<${Asked} />`;
}

applyTheme(theme());
listen();
const facts = await (await fetch('/console/facts.json')).json();
render(html`<${App} facts=${facts} />`, document.getElementById('app'));
