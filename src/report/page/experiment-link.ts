import { isExperimentId } from '../../experiment/record/experiment-id.ts';
import { html, type SafeHtml } from './html.ts';

/** An experiment's id as a link to its page in the same folder; what is no id is only text. */
export function experimentLink(id: string): SafeHtml {
  return isExperimentId(id) ? html`<a href="${id}.html">${id}</a>` : html`<bdi>${id}</bdi>`;
}
