import type { StageSpec } from '../model/pipeline.ts';

/** The stages that a stage reads from, without repeats, in the order of its inputs. */
export function upstreamOf(spec: StageSpec): readonly string[] {
  const stages = Object.values(spec.inputs).flatMap((input) =>
    input.kind === 'output' ? [input.stage] : [],
  );
  return [...new Set(stages)];
}

/** Each stage → the stages that read from it, in the order of the file. */
export function readersOf(stages: readonly StageSpec[]): ReadonlyMap<string, readonly StageSpec[]> {
  const readers = new Map<string, StageSpec[]>();
  for (const spec of stages) {
    for (const id of upstreamOf(spec)) {
      const known = readers.get(id);
      if (known === undefined) readers.set(id, [spec]);
      else known.push(spec);
    }
  }
  return readers;
}

/** A stage of many by its id; each list is put in order once, however often it is asked. */
export function findStage(stages: readonly StageSpec[], id: string): StageSpec | undefined {
  const byId = indexes.get(stages) ?? new Map(stages.map((spec) => [spec.id, spec]));
  indexes.set(stages, byId);
  return byId.get(id);
}

const indexes = new WeakMap<readonly StageSpec[], ReadonlyMap<string, StageSpec>>();

/**
 * The stages so that each comes after all that it reads from; among those that are free to go, the order of
 * the file decides. Stages on a cycle are left out: `config` refuses cycles before.
 */
export function orderStages(stages: readonly StageSpec[]): readonly StageSpec[] {
  const places = new Map(stages.map(({ id }, place) => [id, place]));
  const readers = readersOf(stages);
  const awaited = new Map(stages.map((spec) => [spec.id, upstreamOf(spec).length]));
  // Places in the file of those that are free to go, the first one last.
  const free = stages.flatMap(({ id }, place) => (awaited.get(id) === 0 ? [place] : [])).reverse();
  const ordered: StageSpec[] = [];
  for (let place = free.pop(); place !== undefined; place = free.pop()) {
    const spec = stages[place];
    if (spec === undefined) continue;
    ordered.push(spec);
    for (const { id } of readers.get(spec.id) ?? []) {
      const left = (awaited.get(id) ?? 0) - 1;
      awaited.set(id, left);
      if (left === 0) insert(free, places.get(id) ?? 0);
    }
  }
  return ordered;
}

/** Puts a place among descending ones. */
function insert(places: number[], place: number): void {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > place) low = middle + 1;
    else high = middle;
  }
  places.splice(low, 0, place);
}

/** The given stages and all that they read from, directly or not. */
export function withUpstream(stages: readonly StageSpec[], ids: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const spec = findStage(stages, id);
    if (spec === undefined || found.has(id)) continue;
    found.add(id);
    pending.push(...upstreamOf(spec));
  }
  return found;
}
