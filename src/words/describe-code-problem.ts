import type { StageCodeProblem } from '../model/code-problem.ts';
import type { Problem } from '../model/problem.ts';
import type { Words } from './problem-words.ts';

const kinds: Readonly<Record<StageCodeProblem['kind'], true>> = {
  'code-broken': true,
  'run-missing': true,
  'params-broken': true,
  'params-missing': true,
  'wrong-export': true,
  'param-unsteady': true,
  'params-read': true,
};

export function isCodeProblem(problem: Problem): problem is StageCodeProblem {
  return Object.hasOwn(kinds, problem.kind);
}

const unsteadyFrom: Readonly<Record<'clock' | 'environment', string>> = {
  clock: 'comes out otherwise each time: its default is made from the clock or from chance',
  environment: 'is made from an environment variable, whose value would stand in every record',
};

/** What is wrong with a stage's code, in words. */
export function describeCodeProblem(problem: StageCodeProblem): Words {
  switch (problem.kind) {
    case 'code-broken':
      return { title: problem.detail };
    case 'run-missing':
      return {
        title: `${problem.file} exports no function run, which the stage ${problem.stage} needs`,
        help: 'Write: export async function run(ctx) { … }',
      };
    case 'params-broken':
      return {
        title: `the params of the stage ${problem.stage} cannot be loaded: ${problem.detail}`,
        help: 'Export a zod schema from the stage file: export const params = z.object({ … })',
      };
    case 'wrong-export':
      return {
        title: `${problem.name} of ${problem.file} is no ${problem.name === 'params' ? 'zod schema of an object' : 'function'}`,
        help:
          problem.name === 'params'
            ? 'Write: export const params = z.object({ … })'
            : `Write: export ${problem.name === 'run' ? 'async ' : ''}function ${problem.name}(ctx) { … }`,
      };
    case 'param-unsteady':
      return {
        title: `params.${problem.param} of the stage ${problem.stage} ${unsteadyFrom[problem.from]}`,
        help: 'A parameter is what pipeline.yaml gives, or a default that stands in the schema: read the rest in `run`.',
      };
    case 'params-read':
      return {
        title: `loading the params of the stage ${problem.stage} reads ${problem.path}`,
        help: 'A schema stands by itself: declare the file under inputs and read it in `run`.',
      };
    case 'params-missing':
      return {
        title: `the stage ${problem.stage} is given params, but ${problem.file} exports no schema for them`,
        help: 'Export one from the stage file, export const params = z.object({ … }), or remove the params.',
      };
  }
}
