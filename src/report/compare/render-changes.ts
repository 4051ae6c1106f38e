import { canonicalJson } from '../../base/canonical-json.ts';
import type { Comparison, OutputChange, PairComparison, StageChange } from '../../model/comparison.ts';
import { changeKindWords, columnLines, factText, reasonLines, sizeText } from '../../words/change-words.ts';
import { formatValue } from '../../words/format-value.ts';
import { html, type SafeHtml, trustedHtml } from '../page/html.ts';

/** What changed, stage by stage, root cause first; then the environment, and all params behind the switch. */
export function renderChanges(
  pair: PairComparison,
  { comparison, level }: { readonly comparison: Comparison; readonly level: 3 | 4 },
): SafeHtml {
  const isNothing = pair.changes.length === 0 && pair.environment.length === 0 && pair.uncommitted === null;
  return html`${isNothing && html`<p>Nothing: recipes, results and environment are the same.</p>`}
${pair.changes.map((change) => renderChange(change, { level, candidate: pair.candidate }))}
${
  pair.environment.length > 0 &&
  html`<div class="change">${heading(level, html`Environment and code version`)}
<ul>${pair.environment.map((fact) => html`<li>${factText(fact)}</li>`)}</ul>
${renderGitCommand(pair)}</div>`
}
${pair.uncommitted !== null && renderUncommitted(pair, level)}
${renderParams(pair, { comparison, level })}`;
}

function renderChange(
  change: StageChange,
  { level, candidate }: { readonly level: 3 | 4; readonly candidate: string },
): SafeHtml {
  const { stage, kind, reasons, code, outputs } = change;
  return html`<div class="change ${kind}">${heading(level, html`<bdi>${stage}</bdi> <span class="kind">${changeKindWords[kind]}</span>`)}
${reasons.length > 0 && html`<ul>${reasonLines(reasons).map((line) => html`<li>${line}</li>`)}</ul>`}
${kind === 'unexplained' && html`<p>Nothing that labbook knows of explains it: the stage may not be deterministic, or it reads what is not declared.</p>`}
${code !== null && renderDiff(code.diff, `Difference of ${code.path}, ${candidate}`)}
${outputs.length > 0 && html`<ul>${outputs.map(renderOutput)}</ul>`}
</div>`;
}

function renderOutput(output: OutputChange): SafeHtml {
  const columns = columnLines(output);
  return html`<li>Output <bdi>${output.name}</bdi> differs: ${sizeText(output)}${
    columns.length > 0 &&
    html`<details><summary>${columns.length} ${columns.length === 1 ? 'column' : 'columns'} drifted</summary><ul>${columns.map((line) => html`<li>${line}</li>`)}</ul></details>`
  }</li>`;
}

function renderDiff(diff: string, label: string): SafeHtml {
  const lines = diff.split('\n').map((line) => {
    const kind = /^(\+\+\+|---|@@)/.test(line)
      ? 'at'
      : line.startsWith('+')
        ? 'add'
        : line.startsWith('-')
          ? 'cut'
          : null;
    return kind === null ? html`${line}\n` : html`<span class="${kind}">${line}</span>\n`;
  });
  return html`<pre class="diff" tabindex="0" role="region" aria-label="${label}"><code>${lines}</code></pre>`;
}

/** How to see all code that differs, of which the stage files alone stand in the records. */
function renderGitCommand({ environment }: PairComparison): SafeHtml | null {
  const commit = environment.find(({ name }) => name === 'git commit');
  const isHash = (value: unknown): value is string =>
    typeof value === 'string' && /^[0-9a-f]{7,64}$/.test(value);
  if (commit === undefined || !isHash(commit.before) || !isHash(commit.after)) return null;
  return html`<p class="small">All of the code: <code>git diff ${commit.before.slice(0, 12)} ${commit.after.slice(0, 12)}</code></p>`;
}

function renderUncommitted({ uncommitted, candidate }: PairComparison, level: 3 | 4): SafeHtml | null {
  if (uncommitted === null) return null;
  const side = (name: string, diff: string): SafeHtml =>
    diff === ''
      ? html`<p class="muted">${name}: none.</p>`
      : html`<details><summary>${name}: ${diff.split('\n').length} lines</summary>${renderDiff(diff, `Uncommitted changes of the ${name.toLowerCase()}, ${candidate}`)}</details>`;
  return html`<div class="change">${heading(level, html`Uncommitted changes`)}
${side('Baseline', uncommitted.baseline)}${side('Candidate', uncommitted.candidate)}</div>`;
}

function renderParams(
  pair: PairComparison,
  { comparison, level }: { readonly comparison: Comparison; readonly level: 3 | 4 },
): SafeHtml | null {
  const of = (id: string) => comparison.experiments.find((experiment) => experiment.id === id)?.params ?? {};
  const [before, after] = [of(pair.baseline), of(pair.candidate)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  if (names.length === 0) return null;
  const value = (params: typeof before, name: string): string =>
    Object.hasOwn(params, name) ? formatValue(params[name] ?? null) : '–';
  const text = (params: typeof before, name: string): string =>
    Object.hasOwn(params, name) ? canonicalJson(params[name]) : '';
  const isSame = (name: string): boolean => text(before, name) === text(after, name);
  const isAllSame = names.every(isSame);
  return html`<div${isAllSame && html` class="same"`}>${heading(level, html`Params`)}
<div class="scroll" tabindex="0" role="region" aria-label="Table: params of ${pair.candidate}"><table><thead><tr><th scope="col">Param</th><th scope="col">Baseline</th><th scope="col">Candidate</th></tr></thead><tbody>${names.map(
    (name) =>
      html`<tr${isSame(name) && html` class="same"`}><th scope="row"><bdi>${name}</bdi></th><td>${value(before, name)}</td><td>${value(after, name)}</td></tr>`,
  )}</tbody></table></div></div>`;
}

function heading(level: 3 | 4, text: SafeHtml): SafeHtml {
  const [open, close] = [trustedHtml(`<h${level}>`), trustedHtml(`</h${level}>`)];
  return html`${open}${text}${close}`;
}
