import { nearName } from '../config/near-name.ts';
import type { GateFacts } from '../model/gate-report.ts';
import type { Metric } from '../model/metric.ts';

export type ResolvedMetric =
  | { readonly kind: 'found'; readonly name: string }
  | Extract<GateFacts, { kind: 'missing' | 'ambiguous' }>;

/** The reported metric that a gate names: `evaluate.accuracy`, or `accuracy` where one stage alone has it. */
export function resolveMetric(written: string, metrics: Readonly<Record<string, Metric>>): ResolvedMetric {
  if (Object.hasOwn(metrics, written)) return { kind: 'found', name: written };
  const names = Object.keys(metrics);
  const inner = (name: string) => name.slice(name.indexOf('.') + 1);
  const matches = names.filter((name) => inner(name) === written);
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return { kind: 'found', name: only };
  if (matches.length > 1) return { kind: 'ambiguous', matches };
  return { kind: 'missing', near: nearName(written, [...names, ...names.map(inner)]) };
}
