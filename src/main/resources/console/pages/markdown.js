/** Draws Markdown as elements. Nothing becomes HTML text, so a page of the manual can hold anything. */
import { html } from '../lib/preact.js';
import { Copy } from '../parts.js';

const INLINE = /(`+)(.+?)\1|\*\*(.+?)\*\*|\*([^*\s][^*]*?)\*|\[((?:[^\[\]]|\[[^\]]*\])+)\]\(([^()\s]+)\)|<(https?:[^>\s]+)>/g;

/** The anchor of a heading, as GitHub makes it. */
export const slug = (text) => text.toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-');

/** @param {string} text @param {(href: string) => string} resolve makes the address of a link */
function inline(text, resolve) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, , code, bold, italic, label, href, bare] = found;
    parts.push(text.slice(at, found.index));
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${inline(bold, resolve)}</strong>`);
    else if (italic !== undefined) parts.push(html`<em>${inline(italic, resolve)}</em>`);
    else if (href !== undefined) parts.push(anchor(resolve(href), inline(label, resolve)));
    else parts.push(anchor(bare, bare));
    at = found.index + whole.length;
  }
  parts.push(text.slice(at));
  return parts;
}

function anchor(href, label) {
  if (/^https?:/.test(href)) return html`<a href=${href} rel="noopener noreferrer" target="_blank">${label}</a>`;
  return href.startsWith('#') ? html`<a href=${href}>${label}</a>` : html`<span>${label}</span>`;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));

/** Splits a text into blocks. */
export function blocks(text) {
  const lines = text.replaceAll(/<!--[\s\S]*?-->\n?/g, '').split('\n');
  const all = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    const fence = line.match(/^(\s*)(```+)\s*(\w*)/);
    const heading = line.match(/^(#{1,6})\s+(.*)$/);
    const item = line.match(/^(\s*)([-*]|\d+\.)\s+/);
    if (line.trim() === '') {
      i++;
    } else if (fence) {
      const body = [];
      for (i++; i < lines.length && !lines[i].trim().startsWith(fence[2]); i++) body.push(lines[i].slice(fence[1].length));
      i++;
      all.push({ kind: 'code', language: fence[3], text: body.join('\n') });
    } else if (heading) {
      all.push({ kind: 'heading', level: heading[1].length, text: heading[2] });
      i++;
    } else if (line.trim().startsWith('|') && /^\s*\|[\s|:-]+\|\s*$/.test(lines[i + 1] ?? '')) {
      const head = cells(line);
      const rows = [];
      for (i += 2; i < lines.length && lines[i].trim().startsWith('|'); i++) rows.push(cells(lines[i]));
      all.push({ kind: 'table', head, rows });
    } else if (item) {
      const indent = item[1].length;
      const ordered = /\d/.test(item[2]);
      const items = [];
      for (; i < lines.length; i++) {
        const next = lines[i].match(/^(\s*)([-*]|\d+\.)\s+(.*)$/);
        const depth = lines[i].search(/\S/);
        if (next && next[1].length === indent) items.push([next[3]]);
        else if (depth > indent) items.at(-1).push(lines[i].slice(Math.min(depth, indent + item[2].length + 1)));
        else if (depth < 0 && (lines[i + 1] ?? '').search(/\S/) > indent) items.at(-1).push('');
        else if (depth < 0 && lines[i + 1]?.match(/^(\s*)([-*]|\d+\.)\s/)?.[1].length === indent) continue;
        else break;
      }
      all.push({ kind: 'list', ordered, items: items.map((each) => blocks(each.join('\n'))) });
    } else if (line.startsWith('>')) {
      const body = [];
      for (; i < lines.length && lines[i].startsWith('>'); i++) body.push(lines[i].replace(/^>\s?/, ''));
      all.push({ kind: 'quote', blocks: blocks(body.join('\n')) });
    } else {
      const body = [];
      for (; i < lines.length && lines[i].trim() !== '' && !/^(#{1,6}\s|\s*```|\s*[-*]\s|\s*\d+\.\s|\|)/.test(lines[i]); i++) body.push(lines[i].trim());
      if (body.length === 0) body.push(lines[i++].trim());
      all.push({ kind: 'text', text: body.join(' ') });
    }
  }
  return all;
}

/** @param {{of: any[], resolve: (href: string) => string, tight?: boolean}} props */
export function Blocks({ of, resolve, tight }) {
  return of.map((block) => {
    switch (block.kind) {
      case 'heading': {
        const Tag = 'h' + block.level;
        return html`<${Tag} id=${'h-' + slug(block.text)} tabindex="-1">${inline(block.text, resolve)}<//>`;
      }
      case 'code':
        return html`<div class="stack-tight"><pre class="code" tabindex="0">${block.text}</pre>
          ${['sh', 'bash', 'python', 'java', 'js'].includes(block.language) && html`<div><${Copy} text=${block.text} /></div>`}</div>`;
      case 'table':
        return html`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
          <thead><tr>${block.head.map((cell) => html`<th scope="col">${inline(cell, resolve)}</th>`)}</tr></thead>
          <tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell, resolve)}</td>`)}</tr>`)}</tbody></table></div>`;
      case 'list': {
        const Tag = block.ordered ? 'ol' : 'ul';
        return html`<${Tag}>${block.items.map((item) => html`<li><${Blocks} of=${item} resolve=${resolve} tight /></li>`)}<//>`;
      }
      case 'quote':
        return html`<blockquote><${Blocks} of=${block.blocks} resolve=${resolve} /></blockquote>`;
      default:
        return tight ? html`<span>${inline(block.text, resolve)}</span>` : html`<p>${inline(block.text, resolve)}</p>`;
    }
  });
}
