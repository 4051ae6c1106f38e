import type { ExperimentRecord, Note } from '../../model/record.ts';
import { formatInstant, formatSeconds } from '../../words/format-value.ts';
import { renderCode } from '../page/highlight-code.ts';
import { html, type SafeHtml } from '../page/html.ts';

/** Which experiment this is, where it comes from, and how to make it again. */
export async function renderIdentity(identity: {
  readonly record: ExperimentRecord;
  readonly notes: readonly Note[];
}): Promise<SafeHtml> {
  const { record, notes } = identity;
  const { git } = record;
  return html`<section aria-labelledby="identity"><h2 id="identity">Identity</h2>
<dl class="facts">
<dt>Experiment</dt><dd class="mono">${record.id}</dd>
${fact('Name', record.name)}
${fact('Hypothesis', record.hypothesis)}
${record.tags.length > 0 && html`<dt>Tags</dt><dd>${record.tags.map((tag) => html`<span class="tag"><bdi>${tag}</bdi></span>`)}</dd>`}
<dt>Pipeline</dt><dd><bdi>${record.pipeline.name}</bdi> <span class="muted">(${record.pipeline.file})</span></dd>
<dt>Started</dt><dd><time datetime="${record.startedAt}">${formatInstant(record.startedAt)}</time>, took ${formatSeconds(record.seconds)}</dd>
<dt>Command</dt><dd><code>labbook ${record.command.map(quoteArgument).join(' ')}</code></dd>
${record.pipeline.overrides.length > 0 && html`<dt>Set</dt><dd>${record.pipeline.overrides.map((override) => html`<code>${override}</code> `)}</dd>`}
<dt>Seed</dt><dd>${String(record.pipeline.seed)}</dd>
<dt>Parent</dt><dd class="${record.parent === null ? 'muted' : 'mono'}">${record.parent ?? 'none'}</dd>
<dt>Git</dt><dd>${git === null ? html`<span class="muted">not in a git repository</span>` : html`<code>${git.commit}</code>${git.branch !== null && html` on <bdi>${git.branch}</bdi>`}${git.isDirty ? ', with uncommitted changes' : ', clean'}`}</dd>
<dt>Reproduce</dt><dd><code>${reproduceCommand(record)}</code>${git?.isDirty === true && record.materials === undefined && html` <span class="muted">after the checkout, apply the uncommitted changes below</span>`}</dd>
</dl>
${git?.isDirty === true && git.diff !== '' && html`<details><summary>Uncommitted changes${git.isDiffTruncated && ' (cut at 256 KiB)'}</summary>${await renderCode({ text: git.diff, language: 'diff' })}</details>`}
${notes.map((note) => html`<p><span class="muted">${formatInstant(note.at)}</span> ${note.text}</p>`)}
</section>`;
}

function fact(label: string, value: string | null): SafeHtml | null {
  return value === null ? null : html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>`;
}

/** What makes the experiment again: from what was kept; for an old record, in a clone of the repository. */
function reproduceCommand({ id, git, pipeline, materials }: ExperimentRecord): string {
  if (materials !== undefined) return `npx labbook reproduce ${id}`;
  const sets = pipeline.overrides.map((override) => ` --set ${quoteArgument(override)}`).join('');
  const checkout = git === null ? '' : `git checkout ${git.commit} && `;
  return `${checkout}npm ci && npx labbook run${sets}`;
}

/** An argument as a shell takes it. */
function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
