import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { maxMarks } from '../../model/display.ts';

/**
 * A Vega spec whose bins of a given width are no narrower than what their extent holds 5,000 of: Vega makes a value
 * for each bin that could be, for the ticks of an axis, whatever the data fill. `widerBins` tells where that made a
 * difference.
 */
export function boundBins(vega: Json): Json {
  if (Array.isArray(vega)) return vega.map(boundBins);
  if (!isJsonObject(vega)) return vega;
  const { type, step, extent } = vega;
  if (type === 'bin' && typeof step === 'number') return { ...vega, step: boundStep(step, extent) };
  return Object.fromEntries(
    Object.entries(vega).map(([key, value]) => [key, key === 'values' ? value : boundBins(value)]),
  );
}

/** The width that was asked for of bins that are wider now; null where there are none. */
export function widerBins(vega: Json, signalOf: (name: string) => unknown): number | null {
  if (Array.isArray(vega) || !isJsonObject(vega)) {
    for (const one of Array.isArray(vega) ? vega : []) {
      const found = widerBins(one, signalOf);
      if (found !== null) return found;
    }
    return null;
  }
  const { type, step, signal, values: _data, ...rest } = vega;
  const bound = type === 'bin' && isJsonObject(step ?? null) ? (step as JsonObject).signal : undefined;
  if (typeof bound !== 'string' || typeof signal !== 'string')
    return widerBins(Object.values(rest), signalOf);
  const asked = Number(pattern.exec(bound)?.[1]);
  const bins = signalOf(signal) as { readonly step?: number } | undefined;
  return Number(bins?.step) > asked ? asked : null;
}

const pattern = /^max\(([^,]+),/;

function boundStep(step: number, extent: Json | undefined): Json {
  const signal = isJsonObject(extent ?? null) ? (extent as JsonObject).signal : undefined;
  const [low, high] = Array.isArray(extent) ? extent.map(Number) : [`${signal}[0]`, `${signal}[1]`];
  return { signal: `max(${step}, (${high} - ${low}) / ${maxMarks})` };
}
