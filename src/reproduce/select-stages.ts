import { err, ok, type Result } from '../base/result.ts';
import { nearName } from '../config/near-name.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { ExperimentRecord } from '../model/record.ts';
import { upstreamOf, withUpstream } from '../plan/order-stages.ts';

/** What is done with each stage of an experiment that is made again. */
export interface StageSelection {
  /** Executed afresh. */
  readonly made: ReadonlySet<string>;
  /** Taken as recorded, since something that is made reads them. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Everything is made but what came from outside: no database or network can be asked for its past. `from` leaves out what does not
 * depend on that stage; `only` leaves out what that output (`train.model`, or its path) does not need.
 */
export function selectStages(
  { pipeline, record }: { pipeline: Pipeline; record: ExperimentRecord },
  {
    from,
    only,
    alone = null,
  }: {
    readonly from: string | null;
    readonly only: string | null;
    /** Only this stage, from the recorded results of those that it reads from. */
    readonly alone?: string | null;
  },
): Result<StageSelection, Problem> {
  const { stages } = pipeline;
  const ids = stages.map(({ id }) => id);
  if (from !== null && !ids.includes(from)) {
    return err({ kind: 'unknown-stage', given: from, near: nearName(from, ids), known: ids });
  }
  const outputs = stages.flatMap(({ id, outputs: own }) =>
    Object.entries(own).map(([name, { path }]) => ({ stage: id, names: [`${id}.${name}`, path] })),
  );
  const wanted = only === null ? null : outputs.find(({ names }) => names.includes(only));
  if (wanted === undefined && only !== null) {
    const known = outputs.flatMap(({ names: [first = ''] }) => [first]);
    return err({ kind: 'unknown-output', given: only, near: nearName(only, known), known });
  }
  const needed = wanted ? withUpstream(stages, [wanted.stage]) : new Set(ids);
  const below = (id: string): boolean => from === null || withUpstream(stages, [id]).has(from);
  const isMade = (spec: StageSpec): boolean =>
    !isFromOutside(spec) && needed.has(spec.id) && below(spec.id) && (alone ?? spec.id) === spec.id;
  const made = new Set(stages.filter(isMade).map(({ id }) => id));
  if (made.size === 0) return err({ kind: 'nothing-to-make', experiment: record.id });
  const read = stages.filter(({ id }) => made.has(id)).flatMap(upstreamOf);
  const taken = new Set(read.filter((id) => !made.has(id)));
  const bare = [...made, ...taken].find(
    (id) => !['ran', 'cached'].includes(record.stages.find((stage) => stage.id === id)?.state ?? ''),
  );
  if (bare !== undefined) return err({ kind: 'not-recorded', experiment: record.id, stage: bare });
  return ok({ made, taken });
}

function isFromOutside({ work, network }: StageSpec): boolean {
  return work.kind === 'extract' || network !== null;
}
