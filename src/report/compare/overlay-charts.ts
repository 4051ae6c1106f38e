import { canonicalJson } from '../../base/canonical-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { ChartDisplay, TableColumn } from '../../model/display.ts';
import type { ExperimentRecord } from '../../model/record.ts';
import { sideBySideWords } from '../../words/comparison-words.ts';

/** The most experiments laid over each other: there are as many colours that differ. */
const mostExperiments = 7;
/** A page holds charts of at most 5,000 marks; axes and legends take none of these. */
const mostRows = 4800;

/**
 * Charts with lines that several experiments have under one title in one stage. Those that are understood whole, a
 * line and marks of their own data beside it, are laid over each other: a colour an experiment, a dash a series.
 * All others stand side by side, as they are: an overlay that left a layer out would tell something else. Charts
 * whose data are the same in all are left out. The baseline comes first; where there are more experiments than
 * colours, the first are drawn and the description says so.
 */
export function overlayCharts(
  comparison: Comparison,
  {
    records,
    names,
  }: { readonly records: readonly ExperimentRecord[]; readonly names: ReadonlyMap<string, string> },
): readonly ComparedChart[] {
  const ids = [comparison.baseline, ...comparison.pairs.map(({ candidate }) => candidate)];
  const ordered = ids.flatMap((id) => records.find((record) => record.id === id) ?? []);
  const found = new Map<string, ShownChart[]>();
  for (const record of ordered) {
    for (const { id, displays } of record.stages) {
      for (const chart of displays) {
        if (chart.kind !== 'chart' || !marksOf(chart.spec).includes('line')) continue;
        const key = canonicalJson([id, chart.title]);
        const shown = { stage: id, chart, experiment: names.get(record.id) ?? record.id };
        found.set(key, [...(found.get(key) ?? []), shown]);
      }
    }
  }
  return [...found.values()].flatMap((shown) => {
    const texts = shown.map(({ chart }) => canonicalJson(chart.data.map(({ values }) => values)));
    if (shown.length < 2 || texts.every((text) => text === texts[0])) return [];
    return [{ stage: shown[0]!.stage, charts: overlayOf(shown) ?? sideBySide(shown) }];
  });
}

/** One chart of several experiments' curves, or their charts side by side; and the stage that showed them. */
export interface ComparedChart {
  readonly stage: string;
  readonly charts: readonly ChartDisplay[];
}

interface ShownChart {
  readonly stage: string;
  readonly experiment: string;
  readonly chart: ChartDisplay;
}

interface Curve extends ShownChart {
  readonly x: JsonObject;
  readonly y: JsonObject;
  readonly series: string | null;
  readonly mark: JsonObject;
  /** Layers that draw data of their own: a diagonal, a rule at one value. */
  readonly references: readonly JsonObject[];
}

/** null where a chart is not understood whole, or the charts do not belong over each other. */
function overlayOf(shown: readonly ShownChart[]): readonly ChartDisplay[] | null {
  const curves = shown.map(curveOf);
  if (!curves.every((curve) => curve !== null)) return null;
  const keys = curves.map(({ x, y, series }) => canonicalJson([x.field ?? null, y.field ?? null, series]));
  if (!keys.every((key) => key === keys[0])) return null;
  const chart = overlay(curves);
  const drawn = marksOf(chart.spec);
  const isWhole = shown.every(({ chart: { spec } }) => marksOf(spec).every((mark) => drawn.includes(mark)));
  return isWhole ? [chart] : null;
}

function sideBySide(shown: readonly ShownChart[]): readonly ChartDisplay[] {
  const left = shown.length - mostExperiments;
  return shown.slice(0, mostExperiments).map(({ chart, experiment }, i) => ({
    ...chart,
    title: `${chart.title}: ${experiment}`,
    description: `${i === 0 ? `${sideBySideWords(left)} ` : ''}${chart.description}`,
  }));
}

/** The types of all marks that a spec draws, in its order. */
function marksOf(spec: Json): readonly string[] {
  if (Array.isArray(spec)) return (spec as readonly Json[]).flatMap(marksOf);
  if (!isJsonObject(spec)) return [];
  return Object.entries(spec).flatMap(([key, value]) => {
    if (key === 'data' || key === 'datasets') return [];
    if (key !== 'mark') return marksOf(value);
    return [text(isJsonObject(value) ? value.type : value)];
  });
}

const knownOfSpec = ['$schema', 'data', 'width', 'height', 'layer', 'mark', 'encoding'];
const knownOfLine = ['mark', 'encoding'];
const knownOfEncoding = ['x', 'y', 'color', 'strokeDash', 'order'];

/** The one line of a chart over continuous axes, with what stands beside it; null where there is anything else. */
function curveOf(shown: ShownChart): Curve | null {
  const { spec, data } = shown.chart;
  const isLayered = Array.isArray(spec.layer);
  if (!Object.keys(spec).every((key) => knownOfSpec.includes(key)) || (isLayered && 'encoding' in spec))
    return null;
  const alone = { mark: spec.mark ?? null, encoding: spec.encoding ?? null };
  const layers: readonly Json[] = isLayered ? (spec.layer as readonly Json[]) : [alone];
  const units = layers.filter(isJsonObject);
  if (units.length < layers.length) return null;
  const references = units.filter((unit) => isReference(unit));
  const [line, ...others] = units.filter((unit) => !isReference(unit));
  if (line === undefined || others.length > 0) return null;
  if (!Object.keys(line).every((key) => knownOfLine.includes(key))) return null;
  if (!Object.keys(members(line.encoding)).every((key) => knownOfEncoding.includes(key))) return null;
  const [curve] = lineLayers(line);
  const names = data.map(({ name }) => name);
  if (curve === undefined || !names.includes(text(curve.x.field)) || !names.includes(text(curve.y.field)))
    return null;
  return { ...shown, ...curve, references };
}

/** Whether a layer draws rows of its own that stand in it, and nothing of the chart's. */
function isReference(unit: JsonObject): boolean {
  const keys = Object.keys(unit);
  return (
    Array.isArray(members(unit.data).values) &&
    keys.every((key) => ['data', 'mark', 'encoding'].includes(key))
  );
}

function members(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

/** A unit that draws a line over continuous axes, as what an overlay needs of it; else none. */
function lineLayers(unit: JsonObject): readonly Pick<Curve, 'x' | 'y' | 'series' | 'mark'>[] {
  const mark = typeof unit.mark === 'string' ? { type: unit.mark } : members(unit.mark);
  const { x, y, color, strokeDash } = members(unit.encoding);
  if (mark.type !== 'line' || !isContinuous(x) || !isContinuous(y)) return [];
  // A colour and a dash of two fields are two series, of which an overlay has room for one.
  const fields = [color, strokeDash].flatMap((channel) =>
    typeof members(channel).field === 'string' ? [text(members(channel).field)] : [],
  );
  if (new Set(fields).size > 1) return [];
  return [{ x: x as JsonObject, y: y as JsonObject, series: fields[0] ?? null, mark }];
}

/**
 * What stands beside the lines, once where it is the same in all experiments, else once each in its colour.
 */
function referenceLayers(curves: readonly Curve[]): readonly JsonObject[] {
  const texts = curves.map(({ references }) => canonicalJson(references));
  if (texts.every((each) => each === texts[0])) return curves[0]?.references ?? [];
  return curves.flatMap(({ references, experiment }) =>
    references.map((reference) => ({
      ...reference,
      data: {
        values: (members(reference.data).values as readonly Json[]).map((row) => ({
          ...members(row),
          experiment,
        })),
      },
      encoding: { ...members(reference.encoding), color: { field: 'experiment', type: 'nominal' } },
    })),
  );
}

function overlay(curves: readonly Curve[]): ChartDisplay {
  const [first] = curves as readonly [Curve, ...Curve[]];
  const drawn = curves.slice(0, mostExperiments);
  const isTooLong = drawn.reduce((sum, { chart }) => sum + (chart.data[0]?.values.length ?? 0), 0) > mostRows;
  const step = isTooLong
    ? Math.ceil(drawn.reduce((sum, { chart }) => sum + (chart.data[0]?.values.length ?? 0), 0) / mostRows)
    : 1;
  const [xName, yName] = [text(first.x.field), text(first.y.field)];
  const fields = [...new Set([xName, yName, ...(first.series === null ? [] : [first.series])])];
  const rows = drawn.flatMap(({ chart, experiment }) =>
    rowsOf(chart.data, { fields, series: first.series, experiment, step }),
  );
  const series = first.series;
  const left = curves.length - drawn.length;
  const columns: readonly TableColumn[] = ['experiment', ...fields].map((name) => ({
    name,
    values: rows.map((row) => row[name] ?? null),
  }));
  return {
    kind: 'chart',
    title: first.chart.title,
    description: `${drawn.map(({ experiment, chart }) => `${experiment}: ${chart.description}`).join(' ')}${left > 0 ? ` ${left} more experiments have this chart and are not drawn.` : ''}${step > 1 ? ` Every ${step}th point of a line is drawn.` : ''}`,
    data: columns,
    spec: {
      width: 560,
      height: 280,
      data: { values: rows },
      layer: [
        ...referenceLayers(drawn),
        {
          mark: {
            type: 'line',
            ...(typeof first.mark.interpolate === 'string' ? { interpolate: first.mark.interpolate } : {}),
            ...(first.mark.point === undefined ? {} : { point: first.mark.point }),
          },
          encoding: {
            x: plainChannel(first.x),
            y: plainChannel(first.y),
            color: {
              field: 'experiment',
              type: 'nominal',
              title: null,
              sort: null,
              legend: { orient: 'top', symbolSize: 300, columns: 4 },
            },
            ...(series === null
              ? {}
              : {
                  strokeDash: {
                    field: series,
                    type: 'nominal',
                    title: null,
                    sort: null,
                    legend: { orient: 'bottom', symbolSize: 300, columns: 3 },
                  },
                }),
            order: { value: null },
          },
        },
      ],
    },
  };
}

function rowsOf(
  data: readonly TableColumn[],
  {
    fields,
    series,
    experiment,
    step,
  }: {
    readonly fields: readonly string[];
    readonly series: string | null;
    readonly experiment: string;
    readonly step: number;
  },
): readonly Record<string, Json>[] {
  const columns = new Map(data.map(({ name, values }) => [name, values]));
  const rows = Math.max(0, ...data.map(({ values }) => values.length));
  return Array.from({ length: rows }, (_, row) => row)
    .filter((row) => row % step === 0)
    .map((row) => ({
      experiment,
      ...Object.fromEntries(
        fields.map((field) => [
          field,
          field === series
            ? withoutScore(columns.get(field)?.[row] ?? null)
            : (columns.get(field)?.[row] ?? null),
        ]),
      ),
    }));
}

/** `buy, area 0.612` is the series `buy` in every experiment. */
function withoutScore(value: Json): Json {
  return typeof value === 'string' ? value.replace(/, [^,]*\d[^,]*$/, '') : value;
}

/** What of a channel is about the axis, not about the one experiment. */
function plainChannel(channel: JsonObject): JsonObject {
  const kept = ['field', 'type', 'title', 'scale', 'axis', 'timeUnit'] as const;
  return Object.fromEntries(
    kept.flatMap((name) => (channel[name] === undefined ? [] : [[name, channel[name] as Json]])),
  );
}

function isContinuous(channel: Json | undefined): boolean {
  return (
    channel !== undefined &&
    isJsonObject(channel) &&
    (channel.type === 'quantitative' || channel.type === 'temporal') &&
    typeof channel.field === 'string'
  );
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
