import { compareText } from '../base/compare-text.ts';
import type { Pipeline, StageSpec } from '../model/pipeline.ts';

/**
 * The text of `.labbook/types.d.ts`: what `RunContext<'train-forest'>` knows of the stage of that name, its inputs
 * and outputs from pipeline.yaml, its parameters from its own schema. Pure, and the same for the same pipeline.
 */
export function declareStages({ stages }: Pipeline): string {
  const entries = [...byFile(stages)].flatMap(([id, { work, inputs, outputs }]) => {
    if (work.kind !== 'module') return [];
    const module = `typeof import(${JSON.stringify(`../${work.path}`)})`;
    return `    ${JSON.stringify(id)}: {
      inputs: ${namesOf(inputs)};
      outputs: ${namesOf(outputs)};
      params: ${module} extends { params: infer P } ? P : unknown;
    };
`;
  });
  return `// Written by labbook from pipeline.yaml, by each run and by \`labbook types\`; not to be edited.
declare global {
  interface LabbookStages {
${entries.join('')}  }
}
export {};
`;
}

/** Stages of a matrix share a file, which knows them by the name before the @. */
function byFile(
  stages: Pipeline['stages'],
): ReadonlyMap<string, Pick<StageSpec, 'work' | 'inputs' | 'outputs'>> {
  const found = new Map<string, Pick<StageSpec, 'work' | 'inputs' | 'outputs'>>();
  for (const { id, work, inputs, outputs } of stages) {
    const [name = id] = id.split('@');
    const { inputs: others = {}, outputs: more = {} } = found.get(name) ?? {};
    found.set(name, { work, inputs: { ...others, ...inputs }, outputs: { ...more, ...outputs } });
  }
  return found;
}

function namesOf(entries: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(entries).sort(compareText);
  return names.length === 0 ? 'never' : names.map((name) => JSON.stringify(name)).join(' | ');
}
