import type { ConfigProblem, ProtectedThing, ValueRule } from '../model/config-problem.ts';
import { describeCommandProblem } from './describe-command-problem.ts';
import { describeFolderProblem } from './describe-folder-problem.ts';
import { describeMatrixProblem } from './describe-matrix-problem.ts';
import {
  misplacedReference,
  missingFile,
  overrideWords,
  unknownReference,
} from './describe-reference-problem.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';

/** A mistake in pipeline.yaml in words; each kind has one wording, which its test holds. */
export function describeConfigProblem(problem: ConfigProblem): Words {
  switch (problem.kind) {
    case 'yaml-syntax':
      return {
        title: `not valid YAML: ${lowerFirst(problem.detail.split('\n')[0] ?? '')}`,
        help: 'Check indentation, quotes and brackets here and on the line before.',
      };
    case 'yaml-too-complex':
      return {
        title:
          problem.limit === 'values'
            ? `the file holds over ${problem.max} values, aliases expanded`
            : `the file nests deeper than ${problem.max} levels`,
        help: 'Write out what is meant, and keep data in files that stages read as inputs.',
      };
    case 'duplicate-key':
      return {
        title: `the key "${problem.key}" is here for the second time`,
        remark: `first on line ${problem.firstLine}`,
        help: 'Remove or rename one of the two.',
      };
    case 'unknown-key':
      return {
        title: `unknown key "${problem.key}"${inPlace(problem.at)}`,
        remark: didYouMean(problem.near),
        help: `Allowed here: ${problem.allowed.join(', ')}`,
      };
    case 'missing-key':
      return {
        title: `${problem.at === '' ? 'the pipeline' : problem.at} needs "${problem.key}"`,
        help: `Add: ${problem.key}: ${example(problem.key)}`,
      };
    case 'wrong-type':
      return {
        title:
          problem.found === 'nothing'
            ? `${problem.at === '' ? 'the pipeline' : problem.at} is empty; it must be ${problem.expected}`
            : `${problem.at === '' ? 'the pipeline' : problem.at} must be ${problem.expected}, not ${problem.found}`,
        help: typeHelp(problem),
      };
    case 'bad-value':
      return {
        title: `${problem.at} must be ${ruleWords(problem.rule)}, not ${abbreviated(problem.given)}`,
        remark: problem.rule.kind === 'one-of' ? didYouMean(problem.rule.near) : undefined,
        help: ruleHelp(problem.rule),
      };
    case 'empty':
      return { title: `${problem.at} is empty`, help: emptyHelp(problem.at) };
    case 'bad-name':
      return {
        title: `"${abbreviated(problem.given)}" cannot be the name of ${article(problem.what)} ${problem.what}`,
        help:
          problem.what === 'environment variable'
            ? 'Write just the name: letters, digits and _, not beginning with a digit.'
            : problem.given in Object.prototype
              ? 'Every object of JavaScript has something of that name. Give it another.'
              : 'Names begin with a letter and hold letters, digits, - and _; at most 64 of them.',
      };
    case 'conflicting-keys':
      return {
        title: `${problem.at} has both "${problem.keys[0]}" and "${problem.keys[1]}"`,
        help: 'Keep one of the two.',
      };
    case 'unknown-reference':
      return unknownReference(problem);
    case 'misplaced-reference':
      return misplacedReference(problem);
    case 'unset-env':
      return {
        title: `the environment variable ${problem.name} is not set`,
        help: `Set it, or give a default: \${env.${problem.name}:-}`,
      };
    case 'bad-interpolation':
      return {
        title: `${problem.given} is ${problem.found}, which cannot stand inside a text`,
        help: `Make it the whole value, "${problem.given}", or name one value inside it.`,
      };
    case 'cycle':
      return {
        title: `these stages wait for one another: ${[...problem.stages, problem.stages[0]].join(' → ')}`,
        help: 'Remove one of these inputs, or split a stage in two.',
      };
    case 'output-clash':
      return {
        title:
          problem.path === problem.other.path
            ? `two outputs are written to ${problem.path}`
            : `the outputs ${problem.path} and ${problem.other.path} stand one inside the other`,
        remark: `the other is written by ${problem.other.stage}, on line ${problem.other.line}`,
        help: 'Give each output a path of its own.',
      };
    case 'path-escapes':
      return {
        title: `the path ${problem.path} ${escapeWords[problem.how]}`,
        help: 'Name a file inside the project, relative to the folder of pipeline.yaml.',
      };
    case 'bad-path':
      return {
        title: `"${abbreviated(problem.path)}" is not the path of a file`,
        help: 'Write it relative to the folder of pipeline.yaml, with forward slashes: data/table.parquet',
      };
    case 'output-overwrites':
      return {
        title: `writing ${problem.path} would overwrite ${protectedWords(problem.what)}`,
        help: 'Write outputs to a folder of their own, such as data/.',
      };
    case 'input-is-output':
      return {
        title: `${problem.given} is also the output ${problem.reference}`,
        remark: `to read that output, write ${problem.reference}`,
        help: 'To read a file of your own instead, let the other stage write elsewhere.',
      };
    case 'extract-output':
      return {
        title: 'an extract stage writes exactly one output, a DuckDB file',
        help: 'Write: outputs: {snapshot: data/snapshot.duckdb}',
      };
    case 'missing-file':
      return missingFile(problem);
    case 'empty-glob':
      return {
        title: `no file matches ${problem.pattern}`,
        help: 'Check the folder and the pattern; ** crosses folders.',
      };
    case 'secret-in-file':
      return {
        title: `${problem.at} holds a password, and pipeline.yaml is recorded with every experiment`,
        help: `Take it from the environment, url: \${env.DATABASE_URL:-}, or from a file that git ignores: urlFile: secrets/url`,
      };
    case 'bad-url':
      return {
        title: `${problem.at} is not a postgres:// URL`,
        help: 'Such as: postgres://user@host:5432/database',
      };
    case 'keys-among-models':
      return {
        title: `the trusted keys stand in ${problem.path}, among the models that they are to check`,
        help: 'Keep them where whoever can change a model cannot: trustedKeys: trusted-keys',
      };
    case 'bad-override':
      return overrideWords(problem.given, problem.reason);
    case 'param-rejected':
      return {
        title: `stages.${problem.stage}.params${problem.param === '' ? '' : `.${problem.param}`}: ${lowerFirst(problem.detail)}`,
        help: `The params schema of the stage ${problem.stage} does not take this value.`,
      };
    case 'matrix-too-large':
    case 'matrix-excludes-nothing':
    case 'matrix-clash':
      return describeMatrixProblem(problem);
    case 'is-folder':
    case 'folder-unusable':
      return describeFolderProblem(problem);
    case 'metrics-not-json':
    case 'output-unnamed':
    case 'code-undeclared':
    case 'program-unusable':
      return describeCommandProblem(problem);
    default: {
      const rest: never = problem;
      return rest;
    }
  }
}

function inPlace(at: string): string {
  return at === '' ? '' : ` in ${at}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text[0]?.toLowerCase()}${text.slice(1)}` : text;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

function ruleWords(rule: ValueRule): string {
  switch (rule.kind) {
    case 'integer':
      return `a whole number from ${rule.min} to ${rule.max}`;
    case 'number':
      if (rule.min === null) return 'a number';
      return rule.max === null
        ? `a number of at least ${rule.min}`
        : `a number from ${rule.min} to ${rule.max}`;
    case 'one-of':
      return rule.values.length === 1 ? `"${rule.values[0]}"` : `one of ${rule.values.join(', ')}`;
    case 'duration':
      return 'a duration';
    case 'size':
      return 'an amount of memory';
    case 'date':
      return 'a day';
    case 'version':
      return '1';
    case 'exact-number':
      return 'a number that can be held exactly';
  }
}

function ruleHelp(rule: ValueRule): string | undefined {
  switch (rule.kind) {
    case 'duration':
      return 'Write a number and a unit: 500ms, 30s, 10m, 2h or 1d.';
    case 'size':
      return 'Write a number and a unit: 512MB or 2GB.';
    case 'date':
      return 'Write year, month and day: 2015-12-31.';
    case 'version':
      return 'This labbook reads version 1 of pipeline.yaml.';
    case 'exact-number':
      return 'Infinities and NaN are no parameters; quote a whole number above 9007199254740991 to keep it as text.';
    case 'integer':
    case 'number':
    case 'one-of':
      return undefined;
  }
}

function example(key: string): string {
  const examples: Readonly<Record<string, string>> = {
    version: '1',
    name: 'my-pipeline',
    stages: '{prepare: {outputs: {table: data/table.parquet}}}',
    kind: 'postgres',
    source: '<the name of a source>',
    tables: '{prices: {key: [symbol, ts]}}',
    key: '[<columns that name a row>]',
    seed: 'seed/tables.ts',
    path: 'data/table.parquet',
    files: '{forest: train.model}',
    every: '1d',
  };
  return examples[key] ?? '…';
}

function typeHelp({ expected, found }: Extract<ConfigProblem, { kind: 'wrong-type' }>): string {
  if (found === 'nothing') return 'Fill it in, or remove the key.';
  if (expected === 'text') return 'Put it in quotes to make it text.';
  if (expected === 'a mapping') return 'Write key: value lines below it, or {key: value}.';
  if (expected === 'a list') return 'Write [first, second], or a line with "- " an item.';
  return `Write ${expected}.`;
}

function emptyHelp(at: string): string {
  if (at.endsWith('.key')) return 'Name the columns that tell the rows of the table apart: key: [symbol, ts]';
  if (at.endsWith('.tables'))
    return 'Name at least one table to extract: tables: {prices: {key: [symbol, ts]}}';
  if (at.startsWith('gates.metrics')) return 'Say what must hold of it, such as margin: 0.02 or floor: 0.6.';
  if (at === 'gates') return 'Say what must hold, such as metrics: {accuracy: {margin: 0.02}}.';
  if (at.endsWith('.members')) return 'Name the models whose answers it averages: members: [network, forest]';
  if (at.endsWith('.files')) return 'Name at least one file: files: {forest: train.model}';
  if (at === 'stages') return 'Name at least one stage.';
  return 'Fill it in, or remove the key.';
}

const escapeWords = {
  absolute: 'is not relative to the project',
  parent: 'leads out of the project',
  link: 'leads out of the project by a symbolic link',
} as const;

function protectedWords(what: ProtectedThing): string {
  switch (what.kind) {
    case 'stage-module':
      return `the code of the stage ${what.stage}`;
    case 'input':
      return `a file that the stage ${what.stage} reads`;
    case 'source-file':
      return `a file of the source ${what.source}`;
    case 'code':
      return 'code: it stands among stage files';
    case 'project-file':
      return 'a file of the project itself';
    case 'own-folder':
      return `what ${what.folder}/ is kept for`;
  }
}
