/** The settings in effect, without secrets. */
import { html, useState } from '../lib/preact.js';
import { operator } from '../api.js';
import { count } from '../format.js';
import { useLoad } from '../live.js';
import { Badge, Card, Command, Empty, Loaded, Notice, Page, Table, Text } from '../parts.js';
import { link } from '../router.js';

const anchor = (name) => name.toLowerCase().replaceAll('.', '');

export default function Settings({ session }) {
  const [text, setText] = useState('');
  const [changed, setChanged] = useState(false);
  const state = useLoad((signal) => (session.Operator ? operator.getSettings(signal) : Promise.resolve(null)), []);
  if (!session.Operator) {
    return html`<${Page} title="Settings"><${Notice} title="Only operators see the settings">
      Account ${session.Account} is not listed in operators.accounts. <a href=${link('/manual/reference/settings')}>The manual lists all settings</a>.<//><//>`;
  }
  const shown = (list) => list.filter((s) => (!changed || !s.IsDefault) && s.Name.toLowerCase().includes(text.toLowerCase()));
  return html`
    <${Page} title="Settings" lead="As they are in effect on the replica that answered. They change with its next start."
      actions=${html`<a class="btn" href=${link('/manual/reference/settings')}>What they mean</a>`}>
      <${Card} flush>
        <div class="filters" role="search">
          <label class="field wide">Search<input type="search" data-search placeholder="Press / to search" value=${text} onInput=${(e) => setText(e.target.value)} /></label>
          <label class="check"><input type="checkbox" checked=${changed} onChange=${() => setChanged(!changed)} />Only what is not the default</label>
        </div>
        <${Loaded} state=${state} lines=${14}>${({ Settings: all }) => (shown(all).length === 0
          ? html`<${Empty} title="No setting matches" />`
          : html`<${Table} caption="Settings" rows=${shown(all)} rowKey=${(s) => s.Name} columns=${[
            { title: 'Setting', cell: (s) => html`<a class="mono" href=${link('/manual/reference/settings', { at: anchor(s.Name) })}>${s.Name}</a>` },
            { title: 'Value', wide: true, cell: (s) => (s.Value === undefined ? html`<span class="muted">not set</span>` : html`<span class="mono"><${Text}>${s.Value}<//></span>`) },
            { title: 'Source', cell: (s) => html`<${Badge} kind=${s.IsDefault ? 'idle' : 'busy plain'}>${s.IsDefault ? 'default' : 'configured'}<//>${s.IsSecret && html` <${Badge} kind="warn plain">secret<//>`}` },
          ]} /><div class="more">${count(shown(all).length, 'setting')} of ${all.length}</div>`)}
        <//>
      <//>
      <${Command} text="aws longshore get-settings" />
    <//>`;
}
