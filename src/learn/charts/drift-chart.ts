import type { ChartDisplay } from '../../model/display.ts';
import type { Columns } from '../columns.ts';
import { populationStabilityIndex } from '../metrics/population-stability-index.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { featureRows } from './feature-rows.ts';
import { numberInWords } from './in-words.ts';

/**
 * How far each feature moved from training to test rows, by its population stability index, the farthest on
 * top, with a tick at the index that chance alone reaches once in twenty. Throws where a feature of `train` is
 * missing from `test`.
 */
export function driftChart(
  { train, test }: { readonly train: Columns; readonly test: Columns },
  {
    most = 30,
    title = 'Drift of features from training to test rows',
  }: { readonly most?: number; readonly title?: string } = {},
): ChartDisplay {
  const all = Object.entries(train).map(([feature, before]) => {
    const after = Object.hasOwn(test, feature) ? test[feature] : undefined;
    if (after === undefined) throw new Error(`the test rows have no column "${feature}"`);
    return { feature, ...populationStabilityIndex({ before, after }) };
  });
  if (all.length === 0) throw new Error('there are no features to draw');
  const shown = [...all].sort((a, b) => b.psi - a.psi).slice(0, most);
  const large = all.filter((each) => each.psi > 0.25).length;
  const moderate = all.filter((each) => each.psi > 0.1).length - large;
  const within = all.filter((each) => each.psi <= each.noise).length;
  const left = all.length - shown.length;
  return chartOf({
    title,
    description: `Population stability index of ${all.length} features between training and test rows, in tenths of the training rows; by the usual rule above 0.1 is moderate and above 0.25 large. ${large} large, ${moderate} moderate; ${within} within what chance alone gives independent rows (the upright ticks). Farthest: ${shown
      .slice(0, 5)
      .map((each) => `${each.feature} ${numberInWords(each.psi)}`)
      .join(
        ', ',
      )}.${left > 0 ? ` The ${shown.length} farthest are drawn; ${left} others are left out.` : ''}`,
    columns: [
      { name: 'feature', values: shown.map((each) => each.feature), format: 'text' },
      numberColumn('index', { values: shown.map((each) => each.psi), format: 'fixed4' }),
      numberColumn('by chance', { values: shown.map((each) => each.noise), format: 'fixed4' }),
      numberColumn('missing in training', {
        values: shown.map((each) => each.missingBefore),
        format: 'integer',
      }),
      numberColumn('missing in test', { values: shown.map((each) => each.missingAfter), format: 'integer' }),
    ],
    spec: {
      ...featureRows,
      layer: [
        {
          mark: { type: 'bar', height: 12 },
          encoding: {
            x: {
              field: 'index',
              type: 'quantitative',
              title: 'population stability index',
              axis: { tickCount: 5 },
            },
          },
        },
        {
          mark: { type: 'tick', thickness: 2, size: 18 },
          encoding: { x: { field: 'by chance', type: 'quantitative' } },
        },
        ...[0.1, 0.25].map((limit) => ({
          data: { values: [{ limit }] },
          mark: { type: 'rule', strokeDash: [4, 4], strokeWidth: 1 },
          encoding: { x: { field: 'limit', type: 'quantitative' }, y: { value: 0 }, y2: { value: 'height' } },
        })),
      ],
    },
  });
}
