import type { Gates, Limit, MetricGate } from '../model/gates.ts';
import type { OutputSpec } from '../model/pipeline.ts';
import type { GatesShape } from './gates-schema.ts';
import { nearName } from './near-name.ts';
import type { Report } from './places.ts';
import { sizeMb } from './quantities.ts';

const defaultMaxSeeds = 8;

export interface GatesSurroundings {
  /** Of every stage: stage id → outputs. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, OutputSpec>>>;
  readonly report: Report;
}

/** Fills in what `gates:` leaves out. Whether a metric exists is known only once a run has reported it. */
export function resolveGates(shape: Partial<GatesShape>, around: GatesSurroundings): Gates {
  const { report } = around;
  for (const [path, mapping] of [['gates', shape] as const, ['gates.metrics', shape.metrics] as const]) {
    if (mapping === undefined || Object.keys(mapping).length > 0) continue;
    report({ kind: 'empty', at: path }, path, 'key');
  }
  return {
    metrics: Object.entries(shape.metrics ?? {}).map(([metric, gate]) => metricGate(metric, gate, report)),
    isLeakageChecked: shape.leakage === 'clean',
    maxSeconds: limits(shape.maxSeconds, 'maxSeconds', around),
    maxBytes: limits(shape.maxBytes, 'maxBytes', around),
    seeds: (shape.seeds as Gates['seeds'] | undefined) ?? 1,
    maxSeeds: shape.maxSeeds ?? defaultMaxSeeds,
    cannotTell: shape.cannotTell ?? 'warn',
    holdout: shape.holdout ?? null,
  };
}

type MetricShape = NonNullable<GatesShape['metrics']>[string];

function metricGate(metric: string, shape: Partial<MetricShape>, report: Report): MetricGate {
  const at = `gates.metrics.${metric}`;
  const { floor = null, ceiling = null, direction = null, beats = null, recall = {} } = shape;
  if (floor !== null && ceiling !== null && ceiling < floor) {
    const rule = { kind: 'number', min: floor, max: null } as const;
    report({ kind: 'bad-value', at: `${at}.ceiling`, given: String(ceiling), rule }, `${at}.ceiling`);
  }
  return {
    metric,
    direction,
    floor,
    ceiling,
    margin: shape.margin ?? null,
    drift: shape.drift === undefined ? null : Number.parseFloat(String(shape.drift)),
    beats,
    recall,
  };
}

function limits(
  given: number | string | Readonly<Record<string, number | string>> | undefined,
  key: string,
  { outputs, report }: GatesSurroundings,
): readonly Limit[] {
  if (given === undefined) return [];
  if (typeof given !== 'object') return [{ stage: null, max: amount(given) }];
  const known = [...outputs.keys()];
  return Object.entries(given).map(([stage, max]) => {
    if (!known.includes(stage)) {
      const near = nearName(stage, known);
      const facts = { kind: 'unknown-reference', what: 'stage', given: stage, near, known } as const;
      report(facts, `gates.${key}.${stage}`, 'key');
    }
    return { stage, max: amount(max) };
  });
}

function amount(given: number | string): number {
  return typeof given === 'number' ? given : (sizeMb(given) ?? 0) * 2 ** 20;
}
