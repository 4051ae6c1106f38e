import type { FlagRule, RequestProblem } from '../model/request-problem.ts';
import { noPredictionsWords } from './comparison-words.ts';
import { list } from './counted.ts';
import { describeSourceProblem } from './describe-source-problem.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';
import { refreshHelp, refreshText } from './refresh-text.ts';

/** Why a command cannot do what it was asked for, in words. */
export function describeRequestProblem(problem: RequestProblem): Words {
  switch (problem.kind) {
    case 'bad-flag-value':
      return {
        title: `--${problem.flag} takes ${ruleWords(problem.takes)}, not "${abbreviated(problem.given)}"`,
        help: flagHelp[problem.flag],
      };
    case 'upstream-stale':
      return {
        title: `--only takes what stands, and ${problem.stages.join(', ')} would run`,
        help: 'Leave --only out to run these first.',
      };
    case 'unknown-stage':
      return {
        title: `pipeline.yaml has no stage "${problem.given}"`,
        remark: didYouMean(problem.near),
        help: `The stages are ${list(problem.known)}.`,
      };
    case 'stage-not-reached':
      return {
        title: `the last run did not come to ${problem.stage}`,
        help: 'What the next one would do: labbook status',
      };
    case 'unsupported-node':
      return {
        title: `stages cannot run on Node ${problem.version}`,
        help: `labbook needs ${problem.needed}.`,
      };
    case 'unusable-folder':
      return {
        title: `stages cannot run in a folder whose path holds ${problem.sign}`,
        help: `Node takes ${problem.sign} for more than a character there. Rename the folder: ${problem.folder}`,
      };
    case 'pipeline-exists':
      return { title: 'there is a pipeline.yaml already', help: 'Nothing was written.' };
    case 'no-lock':
      return {
        title: 'there is no pipeline.lock to hold the results against',
        help: 'A run of the whole pipeline without --frozen and --set writes it; commit it.',
      };
    case 'bad-tag':
      return {
        title: `${JSON.stringify(problem.given)} cannot be a tag`,
        help: 'A tag is one word of 1 to 64 visible characters, such as paper or window/14.',
      };
    case 'nothing-to-note':
      return {
        title: 'there is nothing to write',
        help: 'Give a text, --name or --hypothesis: labbook note latest "worth a second look"',
      };
    case 'too-few-experiments':
      return {
        title: 'a comparison needs at least two experiments',
        help: 'Name them: labbook compare latest~1 latest',
      };
    case 'experiment-twice':
      return {
        title: `${problem.id} is named twice`,
        help: 'Name each experiment once; labbook list shows them all.',
      };
    case 'unknown-column':
      return {
        title: `there is no column "${abbreviated(problem.given)}" to sort by`,
        remark: problem.near === null ? undefined : `did you mean ${problem.near}?`,
        help: `The columns are: ${problem.columns.join(', ')}`,
      };
    case 'no-gates':
      return {
        title: 'pipeline.yaml has no gates',
        help: 'Say what has to hold, such as:\n  gates:\n    metrics:\n      evaluate.accuracy: {margin: 0.02}',
      };
    case 'no-baseline':
      return {
        title: 'no baseline was accepted yet',
        help: 'labbook baseline accept latest --reason "the first"',
      };
    case 'unknown-verb':
      return {
        title: `labbook baseline does not know "${abbreviated(problem.given)}"`,
        help: `It takes ${list(problem.known)}.`,
      };
    case 'no-reason':
      return {
        title: 'accepting a baseline needs a reason, which reviewers read',
        help: 'labbook baseline accept latest --reason "wider window"',
      };
    case 'not-acceptable':
      return {
        title: `${problem.experiment} cannot be a baseline: ${notAcceptableWords(problem.why)}`,
        help: 'A baseline is an experiment that ended well and is held against row by row.',
      };
    case 'no-such-seed':
      return {
        title:
          problem.given === null
            ? 'say which source to seed'
            : `no source "${problem.given}" has a seed module`,
        help: `Sources with \`embedded.seed\`: ${problem.known.join(', ') || 'none'}.`,
      };
    case 'no-server-to-seed':
      return {
        title: 'there is no server to seed',
        help: 'Give one: labbook seed --url postgres://user@host/database',
      };
    case 'no-extract-stage':
      return {
        title: `experiment ${problem.experiment} has no extract stage${problem.given === null ? '' : ` "${problem.given}"`}`,
        help: `It has ${problem.known.length === 0 ? 'none' : list(problem.known)}.`,
      };
    case 'several-extract-stages':
      return {
        title: `experiment ${problem.experiment} has several extract stages`,
        help: `Choose one of ${list(problem.known)}: --stage ${problem.known[0]}`,
      };
    case 'no-snapshot':
      return {
        title: `the stage ${problem.stage} of experiment ${problem.experiment} gave no snapshot`,
        help: `See: labbook show ${problem.experiment}`,
      };
    case 'snapshot-lost':
      return {
        title: `the snapshot of experiment ${problem.experiment} is not in the store, or is damaged there`,
        help: 'It can be made again while the database still holds those rows.',
      };
    case 'not-paired':
      return {
        title: `${list(problem.experiments)} cannot be held against each other by ${problem.metric}`,
        help: 'One of them does not report it, or they were scored on other test rows. A metric of another stage, such as a count of rows, needs no test rows: --metric split.rows.train.',
      };
    case 'no-usable-snapshot':
      return {
        title: refreshText(problem.reason),
        help: `At stages.${problem.stage} in pipeline.yaml.\n${refreshHelp(problem.reason, problem.stage)}`,
      };
    case 'source': {
      const { what, where, fix } = describeSourceProblem(problem.problem, problem);
      return { title: what, help: `At ${where} in pipeline.yaml.\n${fix}` };
    }
    default: {
      const rest: never = problem;
      return rest;
    }
  }
}

function notAcceptableWords(why: Extract<RequestProblem, { kind: 'not-acceptable' }>['why']): string {
  if (typeof why === 'string') return why === 'failed' ? 'its run failed' : 'its run was stopped';
  return noPredictionsWords(why);
}

function ruleWords(rule: FlagRule): string {
  switch (rule.kind) {
    case 'count':
      return `a whole number from ${rule.min}`;
    case 'instant':
      return 'a date such as 2026-11-24, or an ISO 8601 instant';
    case 'duration':
      return 'a duration such as 12h or 5d';
    case 'distance':
      return 'a number from 0';
    case 'one-of':
      return `one of ${rule.values.join(', ')}`;
    case 'file':
      return `a path that ends in ${rule.ending}`;
    case 'column':
      return '<table>=<column>';
    case 'date':
      return 'a day as 2015-12-31, or an instant as 2015-12-31T16:00:00Z';
    case 'seeds':
      return 'a whole number from 1 to 100, or auto';
  }
}

/** By flag, without its dashes. */
const flagHelp: Readonly<Record<string, string>> = {
  jobs: 'Leave it out to use all cores.',
  tolerance: 'How far predictions may be apart: --tolerance 1e-6',
  limit: 'labbook list --limit 10, or --limit 0 for all',
  format: 'See: labbook help graph',
  html: 'labbook compare latest~1 latest --html reports/before-after.html',
  at: 'The last day that is known: --at 2015-12-31',
  seeds: 'labbook check --seeds 5',
  label: 'Name table and column: --label trades=side',
};
