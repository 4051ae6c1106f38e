import type { StageCodeProblem } from '../model/code-problem.ts';
import type { Problem } from '../model/problem.ts';
import type { Words } from './problem-words.ts';

const kinds: Readonly<Record<StageCodeProblem['kind'], true>> = {
  'code-broken': true,
  'run-missing': true,
  'params-broken': true,
  'params-missing': true,
};

export function isCodeProblem(problem: Problem): problem is StageCodeProblem {
  return Object.hasOwn(kinds, problem.kind);
}

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
    case 'params-missing':
      return {
        title: `the stage ${problem.stage} is given params, but ${problem.file} exports no schema for them`,
        help: 'Export one from the stage file, export const params = z.object({ … }), or remove the params.',
      };
  }
}
