import type { StageSpec } from '../model/pipeline.ts';

/** The stages that a stage reads from, without repeats, in the order of its inputs. */
export function upstreamOf(spec: StageSpec): readonly string[] {
  const stages = Object.values(spec.inputs).flatMap((input) =>
    input.kind === 'output' ? [input.stage] : [],
  );
  return [...new Set(stages)];
}

/**
 * The stages so that each comes after all that it reads from; among those that are free to go, the order of
 * the file decides. Stages on a cycle are left out: `config` refuses cycles before.
 */
export function orderStages(stages: readonly StageSpec[]): readonly StageSpec[] {
  const ordered: StageSpec[] = [];
  const done = new Set<string>();
  let pending = stages;
  while (pending.length > 0) {
    const next = pending.find((spec) => upstreamOf(spec).every((id) => done.has(id)));
    if (next === undefined) break;
    done.add(next.id);
    ordered.push(next);
    pending = pending.filter((spec) => spec !== next);
  }
  return ordered;
}

/** The given stages and all that they read from, directly or not. */
export function withUpstream(stages: readonly StageSpec[], ids: readonly string[]): ReadonlySet<string> {
  const byId = new Map(stages.map((spec) => [spec.id, spec]));
  const found = new Set<string>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const spec = byId.get(id);
    if (spec === undefined || found.has(id)) continue;
    found.add(id);
    pending.push(...upstreamOf(spec));
  }
  return found;
}
