import type { StageCodeProblem } from '../model/code-problem.ts';
import type { ConfigProblem } from '../model/config-problem.ts';
import type { Problem } from '../model/problem.ts';
import { describeArchiveProblem, isArchiveProblem } from './describe-archive-problem.ts';
import { describeCodeProblem, isCodeProblem } from './describe-code-problem.ts';
import { describeConfigProblem } from './describe-config-problem.ts';
import { describeModelRequest } from './describe-model-request.ts';
import { describeRefusal } from './describe-refusal.ts';
import { describeReproductionProblem, isReproductionProblem } from './describe-reproduction-problem.ts';
import { describeRequestProblem } from './describe-request-problem.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';
import { maskSecrets, quoteSource } from './quote-source.ts';
import { plainText } from './terminal-text.ts';

/**
 * A problem as lines of text, for stderr:
 *
 *     pipeline.yaml:14:5  unknown key "parms" in stages.features
 *       14 |     parms: {window: 7}
 *          |     ^^^^^ did you mean "params"?
 *       A stage takes …
 */
export function describeProblem(problem: Problem): string {
  const span = 'span' in problem ? problem.span : undefined;
  const { title, remark, help } = wordsOf(problem);
  if (span === undefined) {
    return layOut([title, ...(remark === undefined ? [] : [`  ${remark}`]), ...indented(help)]);
  }
  const where = span.file === '--set' ? '--set' : `${span.file}:${span.line}:${span.column}`;
  const quote = quoteSource(span, remark);
  // A masked line has no underline to put the remark beside.
  const told = quote.length === 1 && remark !== undefined ? [`     | ${remark}`] : [];
  return layOut([`${where}  ${title}`, ...quote, ...told, ...indented(help)]);
}

function layOut(lines: readonly string[]): string {
  return lines.map((line) => plainText(maskSecrets(line)).trimEnd()).join('\n');
}

function indented(help: string | undefined): readonly string[] {
  return help === undefined || help === '' ? [] : help.split('\n').map((line) => `  ${line}`);
}

type PlainProblem = Exclude<Problem, ConfigProblem | StageCodeProblem>;

function wordsOf(problem: Problem): Words {
  if (isCodeProblem(problem)) return describeCodeProblem(problem);
  return 'span' in problem ? describeConfigProblem(problem) : describePlain(problem);
}

function describePlain(problem: PlainProblem): Words {
  switch (problem.kind) {
    case 'unknown-command':
      return {
        title: `unknown command "${problem.given}"`,
        remark: didYouMean(problem.near),
        help: 'See all commands with: labbook --help',
      };
    case 'unknown-flag':
      return {
        title: `unknown flag "${problem.given}" for labbook ${problem.command}`.trimEnd(),
        remark: didYouMean(problem.near),
        help: `See its flags with: labbook help ${problem.command}`.trimEnd(),
      };
    case 'missing-argument':
      return {
        title: `labbook ${problem.command} needs ${problem.label}`,
        help: `See how it is used with: labbook help ${problem.command}`,
      };
    case 'extra-argument':
      return {
        title: `labbook ${problem.command} does not take "${problem.given}"`,
        help: `See how it is used with: labbook help ${problem.command}`,
      };
    case 'missing-flag-value':
      return {
        title: `--${problem.flag} needs a value`,
        help: `Write: labbook ${problem.command} --${problem.flag} ${problem.label}`,
      };
    case 'unwanted-flag-value':
      return { title: `--${problem.flag} takes no value`, help: `Write it alone: --${problem.flag}` };
    case 'repeated-flag':
      return { title: `--${problem.flag} is given twice`, help: 'Give it once.' };
    case 'no-such-experiment':
      return {
        title: `no experiment "${problem.given}"`,
        remark: didYouMean(problem.near),
        help: 'See all experiments with: labbook list',
      };
    case 'ambiguous-experiment':
      return {
        title: `"${problem.given}" fits ${problem.matches.length} experiments`,
        help: `Give more of the id: ${problem.matches.slice(0, 8).join(', ')}${problem.matches.length > 8 ? ', …' : ''}`,
      };
    case 'damaged-experiment':
      return {
        title: `${problem.file}: experiment ${problem.id} is damaged (${experimentFault(problem)})`,
        help: `Restore the file, for instance from git, or remove the folder experiments/${problem.id}.`,
      };
    case 'damaged-baseline':
      return {
        title: `${problem.file}: ${baselineFault(problem)}`,
        help: 'Restore it from git. To move the bar, accept an experiment: labbook baseline accept latest --reason "…"',
      };
    case 'bad-filter':
      return {
        title: `--where cannot be read: ${problem.message}`,
        remark: problem.near === null ? undefined : `did you mean ${problem.near}?`,
        help: `Given: ${problem.given}\nA filter can name: ${problem.columns.join(', ')}`,
      };
    case 'model-refused':
      return describeRefusal(problem.refusal);
    case 'model-request':
      return describeModelRequest(problem.request);
    case 'filter-too-heavy':
      return {
        title:
          problem.limit === 'time'
            ? `--where was ended: it took longer than ${problem.seconds} s`
            : '--where was ended: it took more memory than a filter may have',
        help: `Given: ${abbreviated(problem.given)}\nCompare metrics and params with values, as in: metrics."evaluate.accuracy" > 0.5`,
      };
    case 'no-pipeline':
      return {
        title: `there is no ${problem.file} here, nor in any folder above`,
        help: 'Make one with: labbook init\nOr name the project: labbook --project <folder> …',
      };
    case 'no-such-project':
      return {
        title: `there is no pipeline.yaml in ${problem.folder}`,
        help: '--project names the folder that holds pipeline.yaml.',
      };
    case 'pipeline-unreadable':
      return {
        title: `${problem.file} cannot be read (${problem.code})`,
        help: 'It must be a file that you may read.',
      };
    case 'pipeline-too-large':
      return {
        title: `${problem.file} has ${megabytes(problem.bytes)}; at most ${megabytes(problem.limitBytes)} are read`,
        help: 'A pipeline describes stages. Keep data in files, and name these as inputs.',
      };
    case 'pipeline-not-text':
      return {
        title: `${problem.file}:${problem.line}  is not UTF-8 text from here on`,
        help: 'Save the file as UTF-8.',
      };
    default:
      if (isReproductionProblem(problem)) return describeReproductionProblem(problem);
      return isArchiveProblem(problem) ? describeArchiveProblem(problem) : describeRequestProblem(problem);
  }
}

function experimentFault({ fault, detail }: Extract<Problem, { kind: 'damaged-experiment' }>): string {
  const words = {
    missing: 'the file is missing',
    unreadable: 'the file cannot be read',
    'not-json': 'not JSON',
    'other-schema': 'written by another version of labbook',
    edited: 'not the text that was recorded',
    invalid: 'not what labbook writes there',
  }[fault];
  return detail === '' ? words : `${words}: ${detail}`;
}

function baselineFault({ fault, detail }: Extract<Problem, { kind: 'damaged-baseline' }>): string {
  switch (fault) {
    case 'unreadable':
      return `the baseline cannot be read (${detail})`;
    case 'not-json':
      return `not JSON: ${detail}`;
    case 'invalid':
      return `not what labbook writes there: ${detail}`;
    case 'edited':
      return 'the baseline was edited by hand';
    case 'predictions-missing':
      return `its predictions ${detail} are missing`;
    case 'predictions-edited':
      return `its predictions ${detail} are not those that were accepted`;
    case 'archive-missing':
      return `its archive ${detail} is missing`;
    case 'archive-edited':
      return `its archive ${detail} is not the one that was accepted`;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
