import type { StageSpec } from '../model/pipeline.ts';
import type { Report } from './places.ts';

/** A stage whose inputs are being followed. */
interface Step {
  readonly id: string;
  readonly inputs: Iterator<readonly [name: string, from: string]>;
}

/**
 * Reports each ring of stages that wait for one another, once, at the input that closes it. Keeps its way in a
 * list: a chain of ten thousand is deeper than calls may be.
 */
export function checkCycles(stages: readonly StageSpec[], report: Report): void {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const done = new Set<string>();
  /** The stages on the way, each with its place. */
  const places = new Map<string, number>();
  const path: Step[] = [];

  const enter = (id: string): void => {
    places.set(id, path.length);
    path.push({ id, inputs: inputsOf(byId.get(id)).values() });
  };
  for (const { id } of stages) {
    if (!done.has(id)) enter(id);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.inputs.next();
      if (next.done === true) {
        path.pop();
        places.delete(step.id);
        done.add(step.id);
        continue;
      }
      const [name, from] = next.value;
      const place = places.get(from);
      if (place === undefined) {
        if (!done.has(from)) enter(from);
        continue;
      }
      // The path runs against the data: a stage, then what it reads. Told in the data's direction.
      const ring = path.slice(place).map((one) => one.id);
      report({ kind: 'cycle', stages: ring.reverse() }, `stages.${step.id}.inputs.${name}`);
    }
  }
}

function inputsOf(spec: StageSpec | undefined): readonly (readonly [name: string, from: string])[] {
  return Object.entries(spec?.inputs ?? {}).flatMap(([name, input]) =>
    input.kind === 'output' ? [[name, input.stage] as const] : [],
  );
}
