import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { digestOf, hexOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExperimentToCompare } from '../experiment/compare/compare-experiments.ts';
import { findExperiment } from '../experiment/query/find-experiment.ts';
import { looksOfExperiment } from '../experiment/record/looks.ts';
import type { Comparison } from '../model/comparison.ts';
import type { CompareDocument } from '../model/document.ts';
import type { Problem } from '../model/problem.ts';
import { type ExperimentId, wordsOfId } from '../model/record.ts';
import { writePage } from '../report/page/write-page.ts';
import {
  type Command,
  type CommandContext,
  type CommandInput,
  hasFlag,
  refused,
  stringFlag,
} from './command.ts';

export const compareCommand: Command = {
  name: 'compare',
  summary: 'compare experiments: verdicts, metrics, what changed, flips, lineage',
  positionals: { label: '<id> <id>…', min: 1, max: 100 },
  options: {
    baseline: { type: 'string', label: '<id>', summary: 'compare against this one (default: the first)' },
    md: { type: 'boolean', summary: 'print markdown, for a pull request' },
    html: { type: 'string', label: '<path>', summary: 'write the page there (default: below reports/)' },
    all: { type: 'boolean', summary: 'show what is the same, too' },
  },
  description: `Compares experiments against the first of them, or against --baseline, in the terminal and in a page below reports/.

A verdict is paired: both experiments are scored on the same draws of the test rows that both were scored on, whole days at a time. It is better or worse where the 95 % interval of the difference leaves 0 out, and else it cannot be told. Experiments with other test rows or labels are not comparable.

  labbook compare latest~1 latest
  labbook compare calm-otter brave-lynx able-bee --baseline calm-otter
  labbook compare latest~1 latest --md`,

  async run(input, context) {
    const experiments = await loadExperiments(input, context);
    if (!experiments.ok) return refused(experiments.error, nothingCompared);
    const { compareExperiments } = await import('../experiment/compare/compare-experiments.ts');
    const { found, baseline, problems } = experiments.value;
    const comparison = {
      ...compareExperiments(found, { baseline }),
      looks: await looksOfExperiment(context.root, found[baseline]?.record.id as ExperimentId),
    };
    const path = pagePath(comparison, { given: stringFlag(input, 'html'), root: context.root });
    if (!path.ok) return refused([path.error], nothingCompared);
    const { renderComparePage } = await import('../report/compare/compare-page.ts');
    const isAll = hasFlag(input, 'all');
    const page = await renderComparePage({ comparison, records: found.map(({ record }) => record), isAll });
    await writePage(path.value, page);
    const shown = shownPath(path.value, context.root);
    return {
      exitCode: 0,
      json: { ...comparison, page: shown } satisfies CompareDocument,
      text: await textOf(comparison, { input, context, isAll }),
      problems,
      notes: [`page: ${shown}`],
    };
  },
};

interface Loaded {
  readonly found: readonly ExperimentToCompare[];
  readonly baseline: number;
  readonly problems: readonly Problem[];
}

/** Every experiment asked for, or everything that is wrong with what was asked. */
async function loadExperiments(
  input: CommandInput,
  { root }: CommandContext,
): Promise<Result<Loaded, readonly Problem[]>> {
  const asked = stringFlag(input, 'baseline');
  const given = asked === null ? input.positionals : [...input.positionals, asked];
  const all = await Promise.all(given.map((one) => findExperiment(root, one)));
  const missing = all.flatMap((one) => (one.ok ? [] : [one.error]));
  if (missing.length > 0) return err(missing);
  const loaded = all.flatMap((one) => (one.ok ? [one.value] : []));
  const ids = loaded.map(({ record }) => record.id);
  const named = ids.slice(0, input.positionals.length);
  const baselineId = ids.at(asked === null ? 0 : -1);
  const twice = named.find((id, i) => named.indexOf(id) !== i);
  if (twice !== undefined) return err([{ kind: 'experiment-twice', id: twice }]);
  // A baseline that was not named among the experiments stands before them.
  const order = baselineId === undefined || named.includes(baselineId) ? named : [baselineId, ...named];
  if (order.length < 2) return err([{ kind: 'too-few-experiments' }]);
  const { readOtherPredictions, readPredictions } = await import('../experiment/compare/read-predictions.ts');
  const found: ExperimentToCompare[] = [];
  for (const id of order) {
    const one = loaded.find(({ record }) => record.id === id);
    if (one !== undefined) {
      const predictions = await readPredictions(root, one.record);
      found.push({ record: one.record, predictions, others: await readOtherPredictions(root, one.record) });
    }
  }
  return ok({
    found,
    baseline: baselineId === undefined ? 0 : order.indexOf(baselineId),
    problems: loaded.flatMap(({ problems }) => problems),
  });
}

async function textOf(
  comparison: Comparison,
  { input, context, isAll }: { input: CommandInput; context: CommandContext; isAll: boolean },
): Promise<string> {
  if (hasFlag(input, 'md')) {
    const { comparisonMarkdown } = await import('../report/compare/comparison-markdown.ts');
    return comparisonMarkdown(comparison, { isAll });
  }
  const { comparisonText } = await import('../report/compare/comparison-text.ts');
  return comparisonText(comparison, { style: context.style, isAll });
}

/** Where the page goes: absolute; a `--html` that leaves the project is the user's own wish and is taken. */
function pagePath(
  comparison: Comparison,
  { given, root }: { readonly given: string | null; readonly root: string },
): Result<string, Problem> {
  if (given === null) return ok(join(root, 'reports', pageName(comparison)));
  if (!given.endsWith('.html')) {
    return err({ kind: 'bad-flag-value', flag: 'html', given, takes: { kind: 'file', ending: '.html' } });
  }
  return ok(isAbsolute(given) ? given : resolve(root, given));
}

/** `compare-calm-otter-brave-lynx.html`; more than three are told by their number and a digest of their ids. */
export function pageName({ experiments, baseline }: Comparison): string {
  const ids = [baseline, ...experiments.map(({ id }) => id).filter((id) => id !== baseline)];
  const digest = hexOf(digestOf('comparison-page/1', ids)).slice(0, 6);
  if (ids.length > 3) return `compare-${wordsOfId(baseline)}-and-${ids.length - 1}-more-${digest}.html`;
  const words = ids.map(wordsOfId);
  const isPlain = new Set(words).size === words.length;
  return `compare-${words.join('-')}${isPlain ? '' : `-${digest}`}.html`;
}

function shownPath(path: string, root: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') || dirname(inside) === '' ? path : inside.split('\\').join('/');
}

const nothingCompared = { schema: 'labbook.comparison/1', experiments: null };
