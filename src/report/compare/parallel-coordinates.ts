import { compareText } from '../../base/compare-text.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { ComparedExperiment, Comparison } from '../../model/comparison.ts';
import type { ChartDisplay } from '../../model/display.ts';
import { metricName, pairKind } from '../../words/comparison-words.ts';
import { formatValue } from '../../words/format-value.ts';

/** The most axes: more are not told apart on a page. */
const mostParams = 8;
const mostMetrics = 4;

/**
 * A line an experiment over one upright axis for each param that varies and each headline metric; every axis
 * runs from the least to the greatest value compared, those of metrics to the better end. Null where nothing varies, or there is no metric.
 */
export function parallelCoordinates(
  comparison: Comparison,
  names: ReadonlyMap<string, string>,
): ChartDisplay | null {
  const { experiments, varying, headlines } = comparison;
  const axes = [
    ...varying
      .slice(0, mostParams)
      .map((name) => axisOf(name, { experiments, read: (it) => own(it.params, name) })),
    ...headlines.slice(0, mostMetrics).map((name) =>
      axisOf(metricName(name), {
        experiments,
        read: (it) => it.metrics[name]?.value ?? null,
        isReversed: experiments.some(({ metrics }) => metrics[name]?.direction === 'lower'),
      }),
    ),
  ];
  if (varying.length === 0 || headlines.length === 0) return null;
  const kinds = experiments.map(({ id }) => {
    const pair = comparison.pairs.find(({ candidate }) => candidate === id);
    return pair === undefined ? 'baseline' : pairKind(pair).replace('-', ' ');
  });
  const lines = axes.flatMap(({ title, positions, texts }, rank) =>
    experiments.map(({ id }, i) => ({
      axis: title,
      rank,
      position: positions[i] ?? null,
      value: texts[i] ?? '–',
      experiment: names.get(id) ?? id,
      verdict: kinds[i] ?? '',
    })),
  );
  const order = axes.map(({ title }) => title);
  const labels = axes.flatMap(({ title, labels: ends }) => ends.map((end) => ({ axis: title, ...end })));
  const left = varying.length - Math.min(varying.length, mostParams);
  return {
    kind: 'chart',
    title: 'Params against metrics',
    description: `One line an experiment, from its params to its metrics; each axis runs over the values compared, upwards to the greatest, for metrics to the better end.${left > 0 ? ` ${left} more params vary and are not drawn.` : ''} The table above has the same numbers.`,
    spec: specOf({ lines, labels, order, kinds }),
    data: [
      { name: 'experiment', values: experiments.map(({ id }) => id), format: 'text' },
      { name: 'verdict', values: kinds, format: 'text' },
      ...axes.map(({ title, values }) => ({ name: title, values })),
    ],
  };
}

interface Axis {
  readonly title: string;
  /** As the experiments have them, one each. */
  readonly values: readonly Json[];
  readonly texts: readonly string[];
  /** 0 at the bottom … 1 at the top, or null where there is no value. */
  readonly positions: readonly (number | null)[];
  readonly labels: readonly { readonly position: number; readonly text: string }[];
}

function axisOf(
  title: string,
  {
    experiments,
    read,
    isReversed = false,
  }: {
    readonly experiments: readonly ComparedExperiment[];
    readonly read: (experiment: ComparedExperiment) => Json;
    /** Whether the least value stands at the top. */
    readonly isReversed?: boolean;
  },
): Axis {
  const values = experiments.map(read);
  const texts = values.map((value) => formatValue(value));
  const present = values.filter((value) => value !== null);
  const numbers = present.filter((value) => typeof value === 'number');
  if (numbers.length === present.length) {
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const place = (value: number): number => {
      const up = most === least ? 0.5 : (value - least) / (most - least);
      return isReversed ? 1 - up : up;
    };
    const ends = most === least ? [least] : [least, most];
    return {
      title,
      values,
      texts,
      positions: values.map((value) => (typeof value === 'number' ? place(value) : null)),
      labels:
        numbers.length === 0 ? [] : ends.map((end) => ({ position: place(end), text: formatValue(end) })),
    };
  }
  const kinds = [...new Set(present.map((value) => formatValue(value)))].sort(compareText);
  const place = (text: string): number => (kinds.length < 2 ? 0.5 : kinds.indexOf(text) / (kinds.length - 1));
  return {
    title,
    values,
    texts,
    positions: values.map((value, i) => (value === null ? null : place(texts[i] ?? ''))),
    labels: kinds.length > 12 ? [] : kinds.map((text) => ({ position: place(text), text: cut(text) })),
  };
}

/** Told apart by colour and by dash. */
const verdictLooks: readonly { readonly kind: string; readonly color: string; readonly dash: Json }[] = [
  { kind: 'baseline', color: 'var(--ink)', dash: [1, 0] },
  { kind: 'better', color: 'var(--s3)', dash: [1, 0] },
  { kind: 'worse', color: 'var(--s2)', dash: [7, 3] },
  { kind: 'same', color: 'var(--s1)', dash: [1, 0] },
  { kind: 'cannot tell', color: 'var(--s8)', dash: [2, 3] },
  { kind: 'not comparable', color: 'var(--s4)', dash: [9, 3, 2, 3] },
];

function specOf(of: {
  readonly lines: readonly JsonObject[];
  readonly labels: readonly JsonObject[];
  readonly order: readonly string[];
  /** Verdicts there are. */
  readonly kinds: readonly string[];
}): JsonObject {
  const x = {
    field: 'axis',
    type: 'nominal',
    sort: of.order,
    title: null,
    axis: { labelAngle: 0, labelLimit: 110, orient: 'top', domain: false, ticks: false, labelPadding: 18 },
  };
  const y = { field: 'position', type: 'quantitative', axis: null, scale: { domain: [0, 1] } };
  const looks = verdictLooks.filter(({ kind }) => of.kinds.includes(kind));
  const kinds = looks.map(({ kind }) => kind);
  const verdict = { field: 'verdict', type: 'nominal', title: null, sort: kinds };
  return {
    width: Math.max(360, 118 * of.order.length),
    height: 300,
    layer: [
      {
        data: { values: of.order.map((axis) => ({ axis, position: 0, end: 1 })) },
        mark: { type: 'rule', color: 'var(--line-2)' },
        encoding: { x, y, y2: { field: 'end' } },
      },
      {
        data: { values: of.lines },
        mark: { type: 'line', point: { size: 30 }, strokeWidth: 1.6, opacity: 0.85 },
        encoding: {
          x,
          y,
          detail: { field: 'experiment', type: 'nominal' },
          color: {
            ...verdict,
            scale: {
              domain: kinds,
              range: looks.map(({ color }) => color),
            },
            legend: { orient: 'bottom', symbolSize: 300, symbolType: 'stroke' },
          },
          strokeDash: {
            ...verdict,
            scale: {
              domain: kinds,
              range: looks.map(({ dash }) => dash),
            },
          },
          order: { field: 'rank', type: 'quantitative' },
          tooltip: ['experiment', 'axis', 'value', 'verdict'].map((field) => ({ field, type: 'nominal' })),
        },
      },
      // The numbers stay readable where lines pass behind them.
      ...[{ stroke: 'var(--paper)', strokeWidth: 4, strokeJoin: 'round' }, {}].map((halo) => ({
        data: { values: of.labels },
        mark: { type: 'text', align: 'left', dx: 7, fontSize: 11, color: 'var(--ink)', ...halo },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      })),
    ],
  };
}

function own(params: Readonly<Record<string, Json>>, name: string): Json {
  return Object.hasOwn(params, name) ? (params[name] ?? null) : null;
}

function cut(text: string): string {
  return [...text].length > 14 ? `${[...text].slice(0, 13).join('')}…` : text;
}
