import type { ConfigProblem } from '../model/config-problem.ts';
import type { Words } from './problem-words.ts';

/** What is wrong with a matrix of stages, in words. */
export function describeMatrixProblem(
  problem: Extract<ConfigProblem, { kind: 'matrix-too-large' | 'matrix-excludes-nothing' | 'matrix-clash' }>,
): Words {
  switch (problem.kind) {
    case 'matrix-too-large':
      return {
        title: `${problem.at} has ${problem.cells} combinations; at most ${problem.most} are written out`,
        help: 'Leave some out with exclude:, or name those that you want under include:.',
      };
    case 'matrix-excludes-nothing':
      return {
        title: `this leaves out no combination of ${problem.at}`,
        help: 'Write axes and values as they stand above: exclude: [{model: network, seed: 8}]',
      };
    case 'matrix-clash':
      return {
        title: `two combinations of ${problem.at} would have the name ${problem.name}`,
        help: 'Names hold letters, digits, - and _, at most 24 of a value. Remove one, or give it another value.',
      };
  }
}
