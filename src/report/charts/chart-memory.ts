import type { JsonObject } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import { compileChart } from './compile-chart.ts';
import { type Drawing, drawChart, tooSlow } from './draw-chart.ts';

/** A chart as Vega drew it: what drawing again would give, since the same spec gives the same text. */
export interface DrawnChart {
  readonly drawing: Result<Drawing, string>;
  /** The Vega spec that is woken in the page; null where the chart could not be compiled. */
  readonly interactive: JsonObject | null;
}

/** Drawings of earlier pages, so that a page of which one chart changed draws one. */
export interface ChartMemory {
  get(key: ChartKey): Promise<DrawnChart | null>;
  set(key: ChartKey, drawn: DrawnChart): Promise<void>;
}

/** All that decides a drawing, beside the version of labbook and of Vega. */
export interface ChartKey {
  readonly spec: JsonObject;
  readonly idPrefix: string;
}

/** Compiles and draws a chart, or takes it from memory; loads Vega only where it has to. */
export async function drawnChart(key: ChartKey, memory: ChartMemory | null): Promise<DrawnChart> {
  const known = await memory?.get(key);
  if (known != null) return known;
  const compiled = await compileChart(key.spec);
  const drawn: DrawnChart = compiled.ok
    ? {
        drawing: await drawChart(compiled.value.drawn, { idPrefix: key.idPrefix }),
        interactive: compiled.value.interactive,
      }
    : { drawing: compiled, interactive: null };
  const isLasting = drawn.drawing.ok || drawn.drawing.error !== tooSlow;
  if (isLasting) await memory?.set(key, drawn);
  return drawn;
}
