import { compareText } from '../base/compare-text.ts';
import type { Pipeline } from '../model/pipeline.ts';

/**
 * The text of `.labbook/types.d.ts`: what `RunContext<'train-forest'>` knows of the stage of that name, its inputs
 * and outputs from pipeline.yaml, its parameters from its own schema. Pure, and the same for the same pipeline.
 */
export function declareStages({ stages }: Pipeline): string {
  const entries = stages.flatMap(({ id, work, inputs, outputs }) => {
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

function namesOf(entries: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(entries).sort(compareText);
  return names.length === 0 ? 'never' : names.map((name) => JSON.stringify(name)).join(' | ');
}
