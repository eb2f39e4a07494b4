/** The tracking id of an event tracker, which the list does not have. */
import { html } from '../lib/preact.js';
import { useLoad } from '../live.js';
import { personalizeData } from './data-api.js';
import { CopyId } from './data-parts.js';

export function TrackerId({ arn }) {
  const state = useLoad(personalizeData.tracker(arn), [arn]);
  if (state.error) return html`<span class="muted" title=${state.error.message}>${state.error.code}</span>`;
  return state.data ? html`<${CopyId} id=${state.data.trackingId} />` : html`<span class="muted">…</span>`;
}
