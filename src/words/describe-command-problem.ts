import type { ConfigProblem } from '../model/config-problem.ts';
import { didYouMean, type Words } from './problem-words.ts';

type CommandProblem = Extract<
  ConfigProblem,
  { kind: 'metrics-not-json' | 'output-unnamed' | 'code-undeclared' | 'program-unusable' }
>;

/** What is wrong with a stage that is a program, in words. */
export function describeCommandProblem(problem: CommandProblem): Words {
  switch (problem.kind) {
    case 'metrics-not-json':
      return {
        title: `metrics are read from a JSON file, which the output ${problem.output} is not`,
        help: 'Name an output that ends in .json, such as outputs: {scores: data/scores.json} with metrics: scores',
      };
    case 'output-unnamed':
      return {
        title: `no word of the command names the output ${problem.output}, so that the program cannot know where to write it`,
        help: `Add "{outputs.${problem.output}}" to the command of ${problem.stage}.`,
      };
    case 'code-undeclared': {
      const code = [...problem.declared, problem.path].join(', ');
      return {
        title: `${problem.path} is a file of the project that ${problem.stage} does not declare: a change of it would go unnoticed`,
        help: `Add to the stage: code: [${code}]`,
      };
    }
    case 'program-unusable':
      return unusable(problem);
  }
}

function unusable({
  program,
  question,
  fault,
  said,
  near,
}: Extract<CommandProblem, { kind: 'program-unusable' }>): Words {
  const asked = [program, ...question].join(' ');
  const help = said === '' ? undefined : `It wrote: ${said}`;
  switch (fault) {
    case 'not-found':
      return {
        title: `there is no program ${program}`,
        remark: didYouMean(near),
        help: 'Install it, or add its folder to PATH; one of the project is named by its path, such as .venv/bin/python.',
      };
    case 'failed':
      return {
        title: `${asked} failed, so that the version of ${program} is not known`,
        help: help ?? 'Ask it another way under tools:.',
      };
    case 'timeout':
      return {
        title: `${asked} took longer than 20 s to tell its version`,
        help: 'Ask it another way under tools:.',
      };
    case 'silent':
      return {
        title: `${asked} printed nothing to tell its version by`,
        help: 'Ask it another way under tools:.',
      };
  }
}
