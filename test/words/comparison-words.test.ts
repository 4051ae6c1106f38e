import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareExperiments } from '../../src/experiment/compare/compare-experiments.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import { renderComparePage } from '../../src/report/compare/compare-page.ts';
import { comparisonMarkdown, escapeMarkdown } from '../../src/report/compare/comparison-markdown.ts';
import { comparisonText } from '../../src/report/compare/comparison-text.ts';
import { pairCounts, pairKind } from '../../src/words/comparison-words.ts';
import { plainStyle } from '../support/command-input.ts';
import { experimentsToCompare, scoredExperiment } from '../support/compared-experiments.ts';
import { metricsOfRows, scoredRows } from '../support/scored-rows.ts';

const experiments = experimentsToCompare(5);
const comparisonOf = (count: number): Comparison =>
  compareExperiments(experiments.slice(0, count), { baseline: 0 });
const textOf = (comparison: Comparison, isAll = false): string =>
  comparisonText(comparison, { style: plainStyle, isAll });

test('the terminal shows verdict, basis, metrics, causes first, flips and where the lineages part', () => {
  const text = textOf(comparisonOf(2));
  assert.match(text, /^bold-cat against able-bee: better in accuracy, macro_f1/);
  assert.match(
    text,
    /90 test rows that both were scored on, on 30 days, drawn 2,000 times in blocks of 7 days/,
  );
  assert.match(
    text,
    /evaluate\.accuracy +0\.\d{4} +0\.\d{4} +\+0\.\d{4} +\+0\.\d{4} … \+0\.\d{4} +higher +better/,
  );
  assert.match(text, /features: changed\n +params\.window 7 → 8\n +output table differs: 1,000 → 999 rows/);
  assert.ok(text.indexOf('train: changed') < text.indexOf('evaluate: follows from what it reads'));
  assert.match(text, /\d+ rows wrong → right, \d+ right → wrong, \d+ wrong in another way/);
  assert.match(text, /lineage\n {2}recipes and results part at features/);
});

test('one word for a pair needs its first headline metric, and no other against it', () => {
  const [pair] = comparisonOf(2).pairs;
  if (pair === undefined) throw new Error('no pair');
  const interval = { low: 1, high: 2 };
  const withKinds = (...kinds: readonly ('better' | 'worse' | 'same' | 'cannot-tell')[]) => ({
    ...pair,
    metrics: kinds.map((kind, i) => ({
      ...(pair.metrics[i] as (typeof pair.metrics)[number]),
      verdict:
        kind === 'same'
          ? { kind }
          : kind === 'cannot-tell'
            ? { kind, interval, why: 'within-noise' as const }
            : { kind, interval },
    })),
  });
  assert.is(pairKind(withKinds('better', 'better', 'cannot-tell')), 'better');
  assert.is(pairKind(withKinds('better', 'cannot-tell', 'worse')), 'cannot-tell');
  assert.is(pairKind(withKinds('cannot-tell', 'cannot-tell', 'better')), 'cannot-tell');
  assert.is(pairKind(withKinds('worse', 'same', 'cannot-tell')), 'worse');
  assert.is(pairKind(withKinds('same', 'same', 'same')), 'same');
  assert.is(pairCounts(withKinds('better', 'cannot-tell', 'cannot-tell')), '1 better, 2 cannot tell');
});

test('other metrics and same stages are shown with all', () => {
  const comparison = comparisonOf(2);
  assert.not.match(textOf(comparison), /evaluate\.kappa/);
  assert.match(textOf(comparison), /other metrics differ: --all shows them/);
  assert.match(textOf(comparison, true), /evaluate\.kappa/);
});

test('more than four experiments are one table and a line each', () => {
  const text = textOf(comparisonOf(5));
  assert.match(text, /experiment .*verdicts +window +epochs +engine\nable-bee \(baseline\)/);
  assert.match(text, /calm-otter: (better|cannot tell|worse) in accuracy/);
  assert.not.match(text, /what changed\n/);
});

test('what cannot be compared says so, and gives no difference', () => {
  const other = scoredExperiment(scoredRows({ days: 31, seed: 4 }), { id: '20261130-0900-witty-zebra' });
  const comparison = compareExperiments([experiments[0] ?? other, other], { baseline: 0 });
  const text = textOf(comparison);
  assert.match(
    text,
    /^witty-zebra against able-bee: not comparable\n {2}scored on other test rows: 90 in common, 0 only in the baseline, 3 only in the candidate/,
  );
  assert.match(text, /evaluate\.accuracy +0\.\d{4} +0\.\d{4} +– +– +higher +not comparable/);
  assert.match(
    text,
    /\n {2}on the 90 rows with the same labels that both share, without a verdict: accuracy 0\.\d{4} → /,
  );
  assert.match(comparisonMarkdown(comparison, { isAll: false }), /against `able-bee`: not comparable/);
});

test('without predictions it cannot be told, and the reason names the experiment', () => {
  const [first] = experiments;
  if (first === undefined) throw new Error('no experiment');
  const without = {
    ...scoredExperiment(scoredRows({ seed: 4 }), {
      id: '20261130-0900-witty-zebra',
      metrics: metricsOfRows(scoredRows({ seed: 4 })),
    }),
    predictions: { ok: false, error: { kind: 'file-damaged', path: 'x/predictions.parquet' } } as const,
  };
  const text = textOf(compareExperiments([first, without], { baseline: 0 }));
  assert.match(text, /cannot tell in accuracy, macro_f1, log_loss/);
  assert.match(
    text,
    /20261130-0900-witty-zebra has no usable predictions: x\/predictions\.parquet is not what was recorded/,
  );
});

test('markdown is tables, lists and a diff, and nothing of a record is read as markdown', () => {
  const markdown = comparisonMarkdown(comparisonOf(2), { isAll: false });
  assert.match(markdown, /^## Comparison of `able-bee`, `bold-cat`\n/);
  assert.match(markdown, /\| evaluate\.accuracy \| 0\.\d{4} \| 0\.\d{4} \| \+0/);
  assert.match(markdown, /```diff\n--- stages\/train\.ts/);
  for (const hostile of ['<img src=x>', '[a](javascript:x)', '|cell|', '**b**', '# h', '@someone', '`c`']) {
    assert.not.match(escapeMarkdown(hostile), /(^|[^\\])[<[|*#@`]/);
  }
  assert.is(escapeMarkdown('two\nlines'), 'two⏎lines');
});

test('the page is the same text each time, and needs no Vega to be woken', async () => {
  const page = (): Promise<string> =>
    renderComparePage({
      comparison: comparisonOf(3),
      records: experiments.slice(0, 3).map(({ record }) => record),
      runtime: null,
    });
  assert.is(await page(), await page());
});

test.run();
