import type { Problem } from '../model/problem.ts';
import type { ReproductionProblem } from '../model/reproduction-problem.ts';
import { list } from './counted.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';

/** Why an experiment cannot be found or made again, in words. */
export function describeReproductionProblem(problem: ReproductionProblem): Words {
  switch (problem.kind) {
    case 'no-such-reference':
      return {
        title: `no experiment, output, recipe or archive is called "${abbreviated(problem.given)}"`,
        help: 'A digest may be shortened to its first 6 digits. What there is: labbook list',
      };
    case 'ambiguous-digest':
      return {
        title: `"${problem.given}" is the beginning of ${problem.matches.length} digests`,
        help: `Give more of it: ${list(problem.matches)}`,
      };
    case 'no-materials':
      return {
        title: `the record of ${problem.experiment} names no sources`,
        help: 'It was written by a version of labbook that kept none. Check out its commit and run again.',
      };
    case 'not-recorded':
      return {
        title: `${problem.experiment} has no result of ${problem.stage} that could be compared`,
        help: 'That run did not come to its end. Choose another experiment, or another part with --only.',
      };
    case 'nothing-to-make':
      return {
        title: `nothing of ${problem.experiment} is left to make`,
        help: 'A snapshot is taken as it is: no database can be asked for its past.',
      };
    case 'unknown-output':
      return {
        title: `no stage has an output "${problem.given}"`,
        remark: didYouMean(problem.near),
        help: `The outputs are ${list(problem.known)}.`,
      };
    case 'blob-lost':
      return {
        title: `${problem.what} is ${problem.how} in the store`,
        help: `It is wanted as ${problem.blob}. An archive of the experiment has it: labbook import <file>`,
      };
    case 'nothing-removed':
      return {
        title: `no experiment "${abbreviated(problem.given)}" was taken away since the last gc`,
        help: 'Give its whole id.',
      };
    case 'no-lock-file':
      return {
        title: 'the experiment was recorded without a package-lock.json',
        help: 'Nothing says which packages to install. Without --install, those of this project are used.',
      };
    case 'install-failed':
      return { title: 'npm could not install the recorded packages', help: problem.detail };
    case 'no-such-node':
      return {
        title: `--node ${abbreviated(problem.given)}: ${problem.detail}`,
        help: 'Give the path of a node program, or a version such as 22.13.0, which npm installs for a while.',
      };
  }
}

const kinds: ReadonlySet<string> = new Set<ReproductionProblem['kind']>([
  'no-such-reference',
  'ambiguous-digest',
  'no-materials',
  'not-recorded',
  'nothing-to-make',
  'unknown-output',
  'blob-lost',
  'nothing-removed',
  'no-lock-file',
  'install-failed',
  'no-such-node',
]);

export function isReproductionProblem(problem: Problem): problem is ReproductionProblem {
  return kinds.has(problem.kind);
}
