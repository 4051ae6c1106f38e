import type { ConfigProblem, OverrideFault } from '../model/config-problem.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';

/** A reference to something that is not there, in words. */
export function unknownReference(problem: Extract<ConfigProblem, { kind: 'unknown-reference' }>): Words {
  const { what, given, near, known } = problem;
  const names = known.slice(0, 12).join(', ') + (known.length > 12 ? ', …' : '');
  const titles = {
    stage: `there is no stage "${given}"`,
    output: `"${given}" is neither an output of a stage nor a file`,
    source: `there is no source "${given}"`,
    param: `there is no params.${given}`,
    model: `there is no model "${given}" that an ensemble can average`,
    placeholder: `${given} names nothing of this stage`,
    matrix: `this stage's matrix has no ${given}`,
  };
  const wholes = {
    stage: ['Stages', 'The pipeline has no stages.'],
    output: ['Outputs', 'No stage has outputs. A file is written as file:path/to/file.'],
    source: ['Sources', 'Describe it under sources: at the top level.'],
    param: ['Params', 'Give it a value under params: at the top level.'],
    matrix: ['Axes', 'Name it under matrix: of the stage.'],
    placeholder: ['Known here', 'Write {{name}} for the characters {name} themselves.'],
    model: ['Models', 'A member is a model with files, under models: at the top level.'],
  } as const;
  const [plural, none] = wholes[what];
  const meant =
    near === null ? null : what === 'param' ? `params.${near}` : what === 'placeholder' ? `{${near}}` : near;
  return {
    title: titles[what],
    remark: didYouMean(meant),
    help: names === '' ? none : `${plural}: ${names}`,
  };
}

export function misplacedReference({
  given,
  what,
  at,
}: Extract<ConfigProblem, { kind: 'misplaced-reference' }>): Words {
  switch (what) {
    case 'env':
      return at.startsWith('sources.')
        ? { title: `${given} cannot be read`, help: `Write \${env.NAME} or \${env.NAME:-default}.` }
        : {
            title: `${given} stands outside sources`,
            help: 'Only sources read the environment here. For a stage, list the name under its env: and read process.env in its code.',
          };
    case 'params':
      return {
        title: `${given} is not followed in ${at}`,
        help: 'References to params work in the params of stages and in the tables of extract stages.',
      };
    case 'matrix':
      return {
        title: `${given} stands in no stage with a matrix`,
        help: 'Give the stage one, such as matrix: {model: [forest, network]}.',
      };
    case 'broken':
      return {
        title: `${given} is begun and not ended as a reference`,
        help: `Write \${params.name}, or $\${ for the characters \${ themselves.`,
      };
    case 'other':
      return {
        title: `${given} refers to nothing`,
        help: `Write \${params.name}, or $\${ for the characters \${ themselves.`,
      };
  }
}

export function missingFile({ what, path, owner }: Extract<ConfigProblem, { kind: 'missing-file' }>): Words {
  const help = {
    'stage module': `Create ${path} with an exported function run, or name another file: module: stages/….ts`,
    input: 'Check the spelling; paths are relative to the folder of pipeline.yaml.',
    'seed module': `Create ${path}, or name another file under embedded.seed.`,
    'seed file': `Create ${path}, or take it out of embedded.files.`,
    'code file': `Create ${path}, or take it out of the stage's code:.`,
  }[what];
  const titles = {
    'stage module': `the stage ${owner} has no file ${path}`,
    input: `the stage ${owner} reads ${path}, which does not exist`,
    'seed module': `the source ${owner} is seeded by ${path}, which does not exist`,
    'seed file': `the seed of the source ${owner} is to read ${path}, which does not exist`,
    'code file': `the stage ${owner} consists of ${path}, which does not exist`,
  };
  return { title: titles[what], help };
}

export function overrideWords(given: string, reason: OverrideFault): Words {
  const short = abbreviated(given);
  const help = 'Write --set params.name=value, --set stages.name.params.name=value or --set seed=7.';
  switch (reason) {
    case 'no-equals':
      return { title: `--set ${short} has no value`, help };
    case 'bad-path':
      return { title: `"${short}" is not a path of names and dots`, help };
    case 'not-settable':
      return {
        title: `"${short}" cannot be set on the command line`,
        help: short.startsWith('sources')
          ? `${help}\nSources take their settings from the environment.`
          : help,
      };
    case 'inside-value':
      return { title: `"${short}" leads into a single value`, help };
    case 'bad-value':
      return {
        title: `the value ${short} cannot be read`,
        help: 'Write a number, true, text, [a, b] or {a: 1}; quote text with special characters.',
      };
  }
}
