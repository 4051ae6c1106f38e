import { globPattern } from '../config/glob-pattern.ts';
import { nearName } from '../config/near-name.ts';
import type { StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { upstreamOf, withUpstream } from '../plan/order-stages.ts';

/** Stages as they are named on the command line. */
export interface StageChoice {
  /** The stages that are meant themselves. */
  readonly chosen: ReadonlySet<string>;
  /** These and all that they read from. */
  readonly selected: ReadonlySet<string>;
  /** A problem for each name that fits no stage. */
  readonly unknown: readonly Problem[];
}

/**
 * The stages that some words name: a name, a glob (`train*`), the name of a matrix (all its stages), each with `+` behind
 * it for all that depends on it, too. `from` leaves out what does not depend on it, `until` what it does not need.
 */
export function selectStages(
  stages: readonly StageSpec[],
  {
    named,
    from = [],
    until = [],
  }: {
    readonly named: readonly string[];
    readonly from?: readonly string[];
    readonly until?: readonly string[];
  },
): StageChoice {
  const ids = stages.map(({ id }) => id);
  const unknown: Problem[] = [];
  const find = (word: string): readonly string[] => {
    const isWithBelow = word.endsWith('+');
    const name = isWithBelow ? word.slice(0, -1) : word;
    const pattern = globPattern(name);
    const found = ids.filter((id) => id === name || id.startsWith(`${name}@`) || pattern.test(id));
    if (found.length === 0) {
      unknown.push({ kind: 'unknown-stage', given: name, near: nearName(name, ids), known: ids });
    }
    return isWithBelow ? [...withDownstream(stages, found)] : found;
  };
  const meant = named.flatMap(find);
  const below = withDownstream(stages, from.flatMap(find));
  const above = withUpstream(stages, until.flatMap(find));
  const isChosen = (id: string): boolean =>
    (named.length === 0 || meant.includes(id)) &&
    (from.length === 0 || below.has(id)) &&
    (until.length === 0 || above.has(id));
  const chosen = new Set(ids.filter(isChosen));
  return { chosen, selected: withUpstream(stages, [...chosen]), unknown };
}

/** The given stages and all that read from them, directly or not. */
function withDownstream(stages: readonly StageSpec[], ids: readonly string[]): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  for (const spec of stages) {
    for (const id of upstreamOf(spec)) {
      const known = readers.get(id);
      if (known === undefined) readers.set(id, [spec.id]);
      else known.push(spec.id);
    }
  }
  const found = new Set<string>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    pending.push(...(readers.get(id) ?? []));
  }
  return found;
}
