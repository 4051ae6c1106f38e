import type { StageSpec } from '../model/pipeline.ts';
import { orderStages, readersOf, upstreamOf } from '../plan/order-stages.ts';

/** The stages of a run that have neither begun nor ended, and which of them wait for nothing. */
export interface StageQueue {
  /** Takes out the first stage that waits for nothing and that `fits`; null where there is none. */
  next(fits: (spec: StageSpec) => boolean): StageSpec | null;
  /** Takes out a stage that is not to run, unless it was taken. Whether it was there. */
  drop(id: string): boolean;
  /** That a stage has ended, after which those that read from it wait for one less. Gives those. */
  ended(id: string): readonly StageSpec[];
  /** All that are left, each after what it reads from. */
  left(): readonly StageSpec[];
}

export function stageQueue(stages: readonly StageSpec[]): StageQueue {
  const ordered = orderStages(stages);
  const places = new Map(ordered.map(({ id }, place) => [id, place]));
  const readers = readersOf(ordered);
  const awaited = new Map(ordered.map((spec) => [spec.id, upstreamOf(spec).length]));
  const pending = new Set(ordered.map(({ id }) => id));
  const free = ordered.flatMap(({ id }, place) => (awaited.get(id) === 0 ? [place] : []));
  /** Free ones before this place have been taken: a long list is not moved for each. */
  let from = 0;
  return {
    next(fits) {
      for (let at = from; at < free.length; at++) {
        const spec = ordered[free[at] ?? -1];
        if (spec === undefined || !pending.has(spec.id) || !fits(spec)) continue;
        pending.delete(spec.id);
        if (at === from) from += 1;
        return spec;
      }
      return null;
    },
    drop: (id) => pending.delete(id),
    ended(id) {
      const below = readers.get(id) ?? [];
      for (const { id: reader } of below) {
        const left = (awaited.get(reader) ?? 0) - 1;
        awaited.set(reader, left);
        if (left > 0 || !pending.has(reader)) continue;
        const place = places.get(reader) ?? 0;
        let at = free.length;
        while (at > from && (free[at - 1] ?? 0) > place) at -= 1;
        free.splice(at, 0, place);
      }
      return below;
    },
    left: () => ordered.filter(({ id }) => pending.has(id)),
  };
}
