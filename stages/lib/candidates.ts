import {
  completeTextColumn,
  lastMaturedLabel,
  momentumBaseline,
  numericColumn,
  percentChange,
  takeRows,
  textColumn,
} from 'labbook/learn';
import { ensembleProba, mostProbable, type Probabilities } from './ensemble.ts';
import type { ExampleTables, LabelledRows } from './labelled-rows.ts';
import { SIGNAL_CLASSES, SIGNAL_DIRECTIONS } from './signal-classes.ts';

const classes = SIGNAL_CLASSES;

/** A way to predict the test rows. */
export interface Candidate {
  /** As metrics and columns are named; the ensemble's own have no prefix. */
  readonly key: 'ensemble' | 'network' | 'forest' | 'majority' | 'last_matured_label' | 'momentum';
  readonly predicted: readonly string[];
  readonly probabilities?: Probabilities;
}

/** What a reader is told of each. A member alone is also what the ensemble answers where the other is missing. */
export const candidateNames: Readonly<Record<Candidate['key'], string>> = {
  ensemble: 'ensemble',
  network: 'network alone (forest missing)',
  forest: 'forest alone (network missing)',
  majority: 'majority class (both missing)',
  last_matured_label: 'last matured label',
  momentum: 'momentum',
};

/**
 * The ensemble, each of its degraded modes, and the rules that learn nothing, all on the same rows. With both
 * members missing the ensemble falls back to the majority class, as probable as it was in training.
 */
export function candidates(
  {
    train,
    test,
    tables,
  }: { readonly train: LabelledRows; readonly test: LabelledRows; readonly tables: ExampleTables },
  of: {
    readonly network: Probabilities;
    readonly forest: Probabilities;
    readonly horizon: number;
    readonly threshold: number;
  },
): readonly Candidate[] {
  const rows = test.labels.length;
  const among = { classes, trained: train.labels, rows };
  const learned = (key: Candidate['key'], members: readonly Probabilities[]): Candidate => {
    const probabilities = ensembleProba(members, among);
    return { key, predicted: mostProbable(probabilities, classes), probabilities };
  };
  const majority = learned('majority', []);
  return [
    learned('ensemble', [of.network, of.forest]),
    learned('network', [of.network]),
    learned('forest', [of.forest]),
    majority,
    {
      key: 'last_matured_label',
      predicted: lastMatured(tables, { test, fallback: majority.predicted[0] ?? 'hold' }),
    },
    { key: 'momentum', predicted: momentum(tables, { test, ...of }) },
  ];
}

/** The labels that had come due by each test day, of any part: at that day they are no secret. */
function lastMatured(
  { labels }: ExampleTables,
  { test, fallback }: { readonly test: LabelledRows; readonly fallback: string },
): readonly string[] {
  const label = textColumn(labels, 'label');
  const known = takeRows(
    labels,
    [...label.keys()].filter((row) => label[row] !== null),
  );
  const history = {
    group: completeTextColumn(known, 'symbol'),
    at: numericColumn(known, 't0'),
    until: numericColumn(known, 't1'),
    label: completeTextColumn(known, 'label'),
  };
  return lastMaturedLabel({ history, rows: { group: test.symbol, at: test.at } }, { classes, fallback })
    .predicted;
}

function momentum(
  { features }: ExampleTables,
  {
    test,
    horizon,
    threshold,
  }: { readonly test: LabelledRows; readonly horizon: number; readonly threshold: number },
): readonly string[] {
  const price = numericColumn(features, 'price');
  const past = percentChange(price, { by: horizon, groups: textColumn(features, 'symbol') });
  return momentumBaseline(
    Float64Array.from(test.rows, (row) => past[row] ?? Number.NaN),
    { threshold, classes: SIGNAL_DIRECTIONS },
  ).predicted;
}
