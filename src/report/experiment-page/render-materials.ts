import type { MaterialFile } from '../../model/materials.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { inflect } from '../../words/counted.ts';
import { formatBytes } from '../../words/format-value.ts';
import { notKeptWords } from '../../words/not-kept-words.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** What the store keeps for making the experiment again, and what would be missing elsewhere. */
export function renderMaterials({ materials }: ExperimentRecord): SafeHtml {
  const title = html`<h3 class="sub">Made again from</h3>`;
  if (materials === undefined) {
    return html`${title}<p class="muted">The version of labbook that wrote this record kept no sources.</p>`;
  }
  const missing = notKeptWords(materials.notKept);
  const files = [...materials.files, ...materials.inputs];
  return html`${title}
${missing.length === 0 ? html`<p>Everything that decides the results is kept, except the packages themselves, which package-lock.json names.</p>` : html`<p>Not kept, and so needed from elsewhere:</p><ul>${missing.map((words) => html`<li>${words}</li>`)}</ul>`}
<details><summary>${inflect(materials.files.length, 'source file')} and ${inflect(materials.inputs.length, 'input file')}, ${formatBytes(sizeOf(files))}</summary><div class="scroll tall" tabindex="0" role="region" aria-label="Files kept"><table><thead><tr><th scope="col">File</th><th scope="col" class="n">Size</th><th scope="col">Digest</th></tr></thead><tbody>${files.map((file) => html`<tr><th scope="row">${file.path}</th><td class="n">${formatBytes(file.bytes)}</td><td class="mono">${file.blob}</td></tr>`)}</tbody></table></div></details>`;
}

function sizeOf(files: readonly MaterialFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
