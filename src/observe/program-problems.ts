import type { Pipeline, StageSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { nearestSpan } from './nearest-span.ts';
import type { ToolFault } from './observe-tools.ts';

/** What is wrong with the programs of a stage, each at the line that names it. */
export function programProblems(
  { id, work }: StageSpec,
  { faults, pipeline }: { readonly faults: readonly ToolFault[]; readonly pipeline: Pipeline },
): readonly Problem[] {
  return faults.map((fault): Problem => {
    const span = nearestSpan(pipeline, ['stages', id, ...placeOf(work, fault)]);
    return { kind: 'program-unusable', stage: id, ...fault, span };
  });
}

function placeOf(work: StageSpec['work'], { program, fault }: ToolFault): readonly string[] {
  if (work.kind === 'command' && fault === 'not-found' && work.argv[0] === program) return ['command', '0'];
  if (work.kind !== 'extract' && Object.hasOwn(work.tools ?? {}, program)) return ['tools', program];
  if (work.kind === 'module') return ['program', String(work.programs?.indexOf(program) ?? 0)];
  return ['command', '0'];
}
