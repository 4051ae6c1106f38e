import type { GraphStage } from './graph-stage.ts';

/** Whether a longer way leads from the one stage to the other, beside the edge between them. */
export function isImplied(
  stages: readonly GraphStage[],
  edge: { readonly from: string; readonly to: string },
): boolean {
  const sources = new Map(stages.map((stage) => [stage.id, stage.dependsOn]));
  const seen = new Set<string>();
  const reaches = (id: string): boolean => {
    if (seen.has(id)) return false;
    seen.add(id);
    return (sources.get(id) ?? []).some((source) => source === edge.from || reaches(source));
  };
  return (sources.get(edge.to) ?? []).some((source) => source !== edge.from && reaches(source));
}

export function hasImpliedEdge(stages: readonly GraphStage[]): boolean {
  return stages.some((stage) => stage.dependsOn.some((from) => isImplied(stages, { from, to: stage.id })));
}
