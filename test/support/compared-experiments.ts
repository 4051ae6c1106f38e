import { digestOf } from '../../src/base/digest.ts';
import { ok } from '../../src/base/result.ts';
import type { ExperimentToCompare } from '../../src/experiment/compare/compare-experiments.ts';
import { predictionTable } from '../../src/experiment/compare/prediction-table.ts';
import { learningCurvesChart } from '../../src/learn/charts/learning-curves-chart.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { recordVariant, table, type Variant } from './record-variants.ts';
import { metricsOfRows, scoredRows } from './scored-rows.ts';

/** An experiment that was scored on the given rows, with the metrics that these give. */
export function scoredExperiment(rows: Columns, variant: Partial<Variant> = {}): ExperimentToCompare {
  const predictions = predictionTable('evaluate', rows);
  if (!predictions.ok) throw new Error(predictions.error);
  const { keys, scored } = predictions.value;
  const content = digestOf('test/predictions', [keys, [...scored.actual], [...scored.predicted]]);
  const record = recordVariant({
    id: '20261122-1432-calm-otter',
    ...(variant.metrics === undefined ? { metrics: metricsOfRows(rows) } : {}),
    predictions: table('predictions', { content, rows: keys.length }),
    ...variant,
  });
  return { record, predictions: ok(predictions.value) };
}

const words =
  'able-bee bold-cat calm-otter deft-seal easy-hare fair-lynx glad-mole hazel-owl jolly-newt keen-puma'
    .concat(
      ' lucky-lark mild-yak neat-wolf open-wren plucky-ibex quick-toad rosy-robin sunny-stork tidy-trout witty-zebra',
    )
    .split(' ');

/** Up to twenty experiments that get better, with a param, the code, a package and a curve that differ. */
export function experimentsToCompare(count: number): readonly ExperimentToCompare[] {
  return Array.from({ length: count }, (_, i) =>
    scoredExperiment(
      scoredRows({ accuracy: 0.35 + 0.02 * i + (i === 1 ? 0.55 : 0), seed: i + 10, days: 30 }),
      {
        id: `202611${String(i + 10)}-0900-${words[i] ?? ''}`,
        startedAt: `2026-11-${i + 10}T09:00:00.000Z`,
        name: i === 1 ? 'wider window' : null,
        hypothesis: i === 1 ? 'A wider window smooths out the noise.' : null,
        params: {
          horizon: 7,
          window: 7 + i,
          epochs: 10 + (i % 3) * 5,
          engine: i % 2 === 0 ? 'own' : 'other',
        },
        code: `export async function run(ctx) {\n  await fit(ctx, ${10 + i});\n}\n`,
        packages: { [`arquero@8.0.${i % 2}`]: `sha512-${i % 2}` },
        rows: 1000 - i,
        displays: [
          learningCurvesChart({
            train: Array.from({ length: 20 }, (__, epoch) => 0.5 + Math.exp(-epoch / (6 + i))),
            validation: Array.from({ length: 20 }, (__, epoch) => 0.6 + Math.exp(-epoch / (6 + i))),
          }),
        ],
      },
    ),
  );
}
