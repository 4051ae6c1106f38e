import type { StageFailure } from '../../model/stage-failure.ts';
import { describeFailure } from '../../words/describe-failure.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** A failure with the `.ts` lines it came through. */
export function renderFailure(failure: StageFailure): SafeHtml {
  const words = describeFailure(failure);
  return html`<div class="problem">
<p><strong>${words.headline}</strong></p>
${words.help !== '' && html`<p>${words.help}</p>`}
${words.frames.length > 0 && html`<ul class="frames">${words.frames.map((frame) => html`<li><span class="mono">${frame.file}:${frame.line}:${frame.column}</span>${frame.functionName !== '' && html` <span class="muted">in ${frame.functionName}</span>`}${frame.text !== '' && html`<br><code>${frame.text.trim()}</code>`}</li>`)}</ul>`}
${words.output !== '' && html`<pre tabindex="0">${words.output}</pre>`}
</div>`;
}
