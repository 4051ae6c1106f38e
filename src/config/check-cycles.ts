import type { StageSpec } from '../model/pipeline.ts';
import type { Report } from './places.ts';

/** Reports each ring of stages that wait for one another, once, at the input that closes it. */
export function checkCycles(stages: readonly StageSpec[], report: Report): void {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const done = new Set<string>();
  const path: string[] = [];

  for (const { id } of stages) visit(id);

  function visit(id: string): void {
    if (done.has(id)) return;
    path.push(id);
    for (const [name, input] of Object.entries(byId.get(id)?.inputs ?? {})) {
      if (input.kind !== 'output') continue;
      const from = path.indexOf(input.stage);
      if (from === -1) {
        visit(input.stage);
        continue;
      }
      // The path runs against the data: a stage, then what it reads. Told in the data's direction.
      const ring = path.slice(from).reverse();
      report({ kind: 'cycle', stages: ring }, `stages.${id}.inputs.${name}`);
    }
    path.pop();
    done.add(id);
  }
}
