/** The manual of this very version, from the jar. */
import { html, useEffect, useMemo } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { Loaded } from '../parts.js';
import { link } from '../router.js';
import { ApiError } from '../api.js';
import { blocks, Blocks } from './markdown.js';

/** @param {string} page without .md */
async function read(page, signal) {
  if (!/^[\w/-]+$/.test(page)) throw new ApiError('NotFound', 'The manual has no such page.', 404);
  const response = await fetch(`/console/manual/${page}.md`, { signal });
  if (!response.ok) throw new ApiError('NotFound', `The manual has no page ${page}.`, response.status);
  return response.text();
}

/** The address of a link of a page: other pages are pages of the console, other files are none. */
function resolver(page) {
  return (href) => {
    if (/^https?:/.test(href)) return href;
    const [file, at] = href.split('#');
    if (file === '') return link('/manual/' + page, { at });
    if (!file.endsWith('.md')) return '';
    const path = page.split('/').slice(0, -1);
    for (const part of file.slice(0, -3).split('/')) {
      if (part === '..') path.pop();
      else if (part !== '.') path.push(part);
    }
    return link('/manual/' + path.join('/'), { at });
  };
}

/** The headings and links of the index, as navigation. */
function contents(index) {
  const groups = [];
  for (const block of index) {
    if (block.kind === 'heading' && block.level === 2) groups.push({ title: block.text, pages: [] });
    if (block.kind === 'list') {
      for (const [item] of block.items) {
        const found = item.text?.match(/^\[([^\]]+)\]\(([^)#]+)\.md\)/);
        if (found && !found[2].startsWith('..')) groups.at(-1)?.pages.push({ title: found[1], page: found[2] });
      }
    }
  }
  return groups.filter((group) => group.pages.length > 0);
}

export default function Manual({ params, query }) {
  const page = params.page ?? 'index';
  const at = query.get('at');
  const state = useLoad(async (signal) => {
    const [text, index] = await Promise.all([read(page, signal), read('index', signal)]);
    return { page, blocks: blocks(text), contents: contents(blocks(index)) };
  }, [page]);
  const resolve = useMemo(() => resolver(page), [page]);
  const title = state.data?.blocks.find((block) => block.kind === 'heading')?.text ?? 'Manual';
  useEffect(() => { document.title = `${title} · Longshore`; }, [title]);
  useEffect(() => {
    const target = at && document.getElementById('h-' + at);
    if (target) {
      target.scrollIntoView();
      target.focus({ preventScroll: true });
    }
  }, [at, state.data]);
  return html`<${Loaded} state=${state} lines=${20}>${(data) => html`
    <div class="split">
      <nav aria-label="Manual">
        <a href="#/manual" aria-current=${page === 'index' ? 'page' : undefined}>Contents</a>
        ${data.contents.map((group) => html`<div><p class="muted">${group.title}</p><ul>${group.pages.map((each) => html`
          <li><a href=${link('/manual/' + each.page)} aria-current=${each.page === page ? 'page' : undefined}>${each.title}</a></li>`)}</ul></div>`)}
      </nav>
      <article class="prose" key=${data.page}><${Blocks} of=${data.blocks} resolve=${resolve} /></article>
    </div>`}<//>`;
}
