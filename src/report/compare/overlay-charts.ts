import { canonicalJson } from '../../base/canonical-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { ChartDisplay, TableColumn } from '../../model/display.ts';
import type { ExperimentRecord } from '../../model/record.ts';

/** The most experiments laid over each other: there are as many colours that differ. */
const mostExperiments = 7;
/** A page holds charts of at most 5,000 marks; axes and legends take none of these. */
const mostRows = 4800;

/**
 * Charts of lines that several experiments have under one title in one stage, laid over each other: a colour
 * an experiment, a dash a series. Charts whose data are the same in all are left out. The baseline comes
 * first; where there are more experiments than colours, the first are drawn and the description says so.
 */
export function overlayCharts(
  comparison: Comparison,
  {
    records,
    names,
  }: { readonly records: readonly ExperimentRecord[]; readonly names: ReadonlyMap<string, string> },
): readonly OverlaidChart[] {
  const ids = [comparison.baseline, ...comparison.pairs.map(({ candidate }) => candidate)];
  const ordered = ids.flatMap((id) => records.find((record) => record.id === id) ?? []);
  const found = new Map<string, Curve[]>();
  for (const record of ordered) {
    for (const curve of curvesOf(record, names.get(record.id) ?? record.id)) {
      found.set(curve.key, [...(found.get(curve.key) ?? []), curve]);
    }
  }
  return [...found.values()].flatMap((curves) => {
    const isDrawn = curves.length > 1 && curves.some(({ text }) => text !== curves[0]?.text);
    return isDrawn ? [{ stage: curves[0]?.stage ?? '', chart: overlay(curves) }] : [];
  });
}

/** A chart of several experiments' curves, and the stage that showed each of them. */
export interface OverlaidChart {
  readonly stage: string;
  readonly chart: ChartDisplay;
}

interface Curve {
  /** Equal for charts that belong over each other. */
  readonly key: string;
  /** Equal for charts of equal data. */
  readonly text: string;
  readonly experiment: string;
  readonly stage: string;
  readonly chart: ChartDisplay;
  readonly x: JsonObject;
  readonly y: JsonObject;
  readonly series: string | null;
  readonly mark: JsonObject;
}

function curvesOf(record: ExperimentRecord, experiment: string): readonly Curve[] {
  return record.stages.flatMap((stage) =>
    stage.displays.flatMap((chart): readonly Curve[] => {
      if (chart.kind !== 'chart') return [];
      const names = chart.data.map(({ name }) => name);
      const line = lineLayers(chart.spec).find(
        ({ x, y }) => names.includes(text(x.field)) && names.includes(text(y.field)),
      );
      if (line === undefined) return [];
      const key = canonicalJson([
        stage.id,
        chart.title,
        line.x.field ?? null,
        line.y.field ?? null,
        line.series,
      ]);
      return [
        {
          ...line,
          key,
          text: canonicalJson(chart.data.map(({ values }) => values)),
          experiment,
          stage: stage.id,
          chart,
        },
      ];
    }),
  );
}

/** The units of a spec, at its top or in its layers, that draw a line over continuous axes. */
function lineLayers(spec: JsonObject): readonly Pick<Curve, 'x' | 'y' | 'series' | 'mark'>[] {
  const units = Array.isArray(spec.layer) ? (spec.layer as readonly Json[]) : [spec];
  return units.filter(isJsonObject).flatMap((unit) => {
    const mark = isJsonObject(unit.mark ?? null) ? (unit.mark as JsonObject) : { type: unit.mark ?? null };
    const encoding = isJsonObject(unit.encoding ?? null) ? (unit.encoding as JsonObject) : {};
    const { x, y, color, strokeDash } = encoding;
    if (mark.type !== 'line' || !isContinuous(x) || !isContinuous(y)) return [];
    const by = [color, strokeDash].find(
      (channel) => isJsonObject(channel ?? null) && typeof (channel as JsonObject).field === 'string',
    );
    const series = by === undefined ? null : text((by as JsonObject).field);
    return [{ x: x as JsonObject, y: y as JsonObject, series, mark }];
  });
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
      mark: {
        type: 'line',
        ...(typeof first.mark.interpolate === 'string' ? { interpolate: first.mark.interpolate } : {}),
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
