import type { ChartDisplay } from '../../model/display.ts';
import { chartOf, numberColumn } from './chart-of.ts';
import { featureRows } from './feature-rows.ts';
import { numberInWords } from './in-words.ts';

/** How much each feature matters, and how far that number itself may be off. */
export interface FeatureImportance {
  readonly features: readonly string[];
  readonly importance: ArrayLike<number>;
  /** The standard deviation over repeats (permutation) or trees (impurity), in the unit of `importance`. */
  readonly spread?: ArrayLike<number>;
}

/** Features as bars, the most important on top, each with a line of one spread to either side. */
export function importanceChart(
  { features, importance, spread }: FeatureImportance,
  {
    kind,
    most = 30,
    title = `Feature importance (${kind})`,
  }: {
    /** Permutation: what a metric loses when the feature is shuffled. Impurity: what the splits on it gained. */
    readonly kind: 'permutation' | 'impurity';
    readonly most?: number;
    readonly title?: string;
  },
): ChartDisplay {
  if (importance.length !== features.length || (spread !== undefined && spread.length !== features.length)) {
    throw new Error(
      `there are ${features.length} features, ${importance.length} importances and ${spread?.length ?? 'no'} spreads`,
    );
  }
  if (features.length === 0) throw new Error('there are no features to draw');
  const order = Array.from(features.keys()).sort((a, b) => importance[b]! - importance[a]! || a - b);
  const shown = order.slice(0, most);
  const column = (values: (feature: number) => number) => ({ values: shown.map(values) });
  const left = features.length - shown.length;
  const meaning =
    kind === 'permutation'
      ? 'what the metric loses when the values of the feature are shuffled among the rows; features that stand in for each other share it'
      : 'the share of the drop in impurity at its splits; it favours features of many values and is measured on training rows';
  const spans =
    spread === undefined
      ? []
      : [
          numberColumn(
            'spread',
            column((i) => spread[i]!),
          ),
          numberColumn(
            'low',
            column((i) => importance[i]! - spread[i]!),
          ),
          numberColumn(
            'high',
            column((i) => importance[i]! + spread[i]!),
          ),
        ];
  return chartOf({
    title,
    description: `Importance of ${features.length} features, by ${kind}: ${meaning}.${spread === undefined ? '' : ' Lines: one standard deviation to either side.'} Most important: ${shown
      .slice(0, 5)
      .map((i) => `${features[i]} ${numberInWords(importance[i]!)}`)
      .join(
        ', ',
      )}.${left > 0 ? ` The ${shown.length} most important are drawn; ${left} less important ones are left out.` : ''}`,
    columns: [
      { name: 'feature', values: shown.map((i) => features[i] as string), format: 'text' },
      numberColumn(
        'importance',
        column((i) => importance[i]!),
      ),
      ...spans,
    ],
    spec: {
      ...featureRows,
      layer: [
        {
          mark: { type: 'bar', height: 12 },
          encoding: {
            x: { field: 'importance', type: 'quantitative', title: 'importance', axis: { tickCount: 5 } },
          },
        },
        ...(spread === undefined
          ? []
          : [
              {
                mark: { type: 'rule', strokeWidth: 1.5 },
                encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
              },
            ]),
      ],
    },
  });
}
