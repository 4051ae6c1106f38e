import type { TopLevelSpec } from 'vega-lite';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { boundBins } from './bound-bins.ts';
import { chartConfig } from './chart-config.ts';
import { checkSpec } from './check-spec.ts';
import { collectErrors } from './collect-errors.ts';
import { inUtc } from './in-utc.ts';

export interface CompiledChart {
  /** The Vega spec that is drawn into the page. */
  readonly drawn: JsonObject;
  /** The same with zooming, for when Vega wakes in the page. */
  readonly interactive: JsonObject;
}

/** A Vega-Lite spec as Vega specs in UTC, or a sentence on why it cannot be drawn. */
export async function compileChart(spec: JsonObject): Promise<Result<CompiledChart, string>> {
  const refusal = checkSpec(spec);
  if (refusal !== null) return err(refusal);
  const { compile } = await import('vega-lite');
  const complaints: string[] = [];
  const toVega = (source: JsonObject): JsonObject => {
    const config = isJsonObject(source.config ?? null) ? (source.config as JsonObject) : {};
    const copy = structuredClone({ ...source, config: undefined }) as unknown as TopLevelSpec;
    const compiled = compile(copy, {
      config: merge(chartConfig, config) as never,
      logger: collectErrors(complaints) as never,
    });
    const { $schema: _schema, usermeta: _usermeta, ...vega } = compiled.spec as unknown as JsonObject;
    return boundBins(inUtc(vega)) as JsonObject;
  };
  try {
    const drawn = toVega(spec);
    const first = complaints[0];
    if (first !== undefined) return err(`Vega-Lite does not accept the spec: ${first}`);
    const zoomable = withZoom(spec);
    return ok({ drawn, interactive: zoomable === null ? drawn : toVega(zoomable) });
  } catch (error) {
    return err(
      `Vega-Lite does not accept the spec: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * The spec with pan and zoom, where both axes are continuous and it declares no interaction of its own: on
 * the chart, or on the first of its layers, whose scales the others share.
 */
function withZoom(spec: JsonObject): JsonObject | null {
  if (['facet', 'repeat', 'concat', 'hconcat', 'vconcat', 'resolve', 'params'].some((key) => key in spec))
    return null;
  const [first, ...others] = Array.isArray(spec.layer) ? (spec.layer as readonly Json[]) : [spec];
  if (first === undefined || !isJsonObject(first) || 'layer' in first) return null;
  if ([first, ...others].some((layer) => !isJsonObject(layer) || 'params' in layer)) return null;
  const encoding = { ...members(spec.encoding), ...members(first.encoding) };
  if (['row', 'column', 'facet'].some((key) => key in encoding)) return null;
  if (![encoding.x, encoding.y].every(isContinuous)) return null;
  const params = [{ name: 'zoom', select: 'interval', bind: 'scales' }];
  return 'layer' in spec ? { ...spec, layer: [{ ...first, params }, ...others] } : { ...spec, params };
}

function members(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

function isContinuous(channel: Json | undefined): boolean {
  if (channel === undefined || !isJsonObject(channel)) return false;
  return (channel.type === 'quantitative' || channel.type === 'temporal') && channel.bin === undefined;
}

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] =
      below !== undefined && isJsonObject(below) && isJsonObject(value) ? merge(below, value) : value;
  }
  return merged;
}
