import { availableParallelism } from 'node:os';
import { readPipelineLock } from '../experiment/record/pipeline-lock.ts';
import { planPipeline } from '../plan/plan-pipeline.ts';
import { executeRun } from '../project/execute-run.ts';
import { type OpenProject, openProject } from '../project/open-project.ts';
import type { RunFacts } from '../project/run-document.ts';
import type { Bump } from '../registry/next-version.ts';
import { styleOf } from '../words/style.ts';
import { type Command, type CommandInput, hasFlag, listFlag, refused, stringFlag } from './command.ts';
import { runAnswer } from './run-answer.ts';
import { runTwice } from './run-twice.ts';
import { type StageChoice, selectStages } from './select-stages.ts';
import { statusAnswer } from './status.ts';
import { unknownStages } from './unknown-stages.ts';

/** A flag that no command line has: the run's models become no versions. */
export const unregistered = 'unregistered';

export const runCommand: Command = {
  name: 'run',
  summary: 'bring the pipeline up to date, record what was done, write the report',
  positionals: { label: '[stage…]', min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    set: {
      type: 'string',
      multiple: true,
      label: '<a.b=value>',
      summary: 'override a value of pipeline.yaml',
    },
    force: { type: 'boolean', summary: 'run stages although their results are known' },
    only: { type: 'boolean', summary: 'run nothing but the named stages; what they read has to stand' },
    from: {
      type: 'string',
      multiple: true,
      label: '<stage>',
      summary: 'this stage and all that depends on it',
    },
    until: { type: 'string', multiple: true, label: '<stage>', summary: 'this stage and all that it needs' },
    dry: { type: 'boolean', short: 'n', summary: 'only say what would run, and why' },
    jobs: {
      type: 'string',
      short: 'j',
      label: '<n>',
      summary: 'cores that stages use together (default: all)',
    },
    'keep-going': { type: 'boolean', summary: 'after a failure, go on with what does not depend on it' },
    frozen: { type: 'boolean', summary: 'fail where the result is not what pipeline.lock says' },
    offline: { type: 'boolean', summary: 'connect to no database: use the last snapshots' },
    refresh: {
      type: 'string',
      multiple: true,
      label: '<stage>',
      summary: 'read the source of an extract stage anew, also a pinned one',
    },
    paranoid: { type: 'boolean', summary: 'read every file instead of believing its size and times' },
    inspect: { type: 'boolean', summary: 'wait for a debugger at the first line of the one stage named' },
    twice: { type: 'boolean', summary: 'make each stage a second time, and name what is not deterministic' },
    name: { type: 'string', label: '<name>', summary: 'a name for the experiment' },
    hypothesis: { type: 'string', label: '<text>', summary: 'what the experiment is to find out' },
    bump: {
      type: 'string',
      label: '<part>',
      summary: 'which number of a new model version is raised: major, minor or patch',
    },
    tag: { type: 'string', multiple: true, label: '<tag>', summary: 'a tag for the experiment' },
  },
  description: `Runs the stages that something has changed for, and restores the results of all others. With names, only those stages and what they read from: a name, a glob, a matrix, each with + behind it for all that depends on it. Each run of the whole pipeline that does anything becomes an experiment.

  labbook run
  labbook run --set params.threshold=0.05 --name "wider band"
  labbook run train-forest --force
  labbook run 'train*' --only
  labbook run --from features --until train-forest
  labbook run features+
  labbook run --dry
  labbook run --twice
  labbook run train-forest --inspect

With --inspect the stage starts once a debugger is attached (chrome://inspect, or an editor's "attach"), and stops at its first line. What it makes is not kept: under a debugger nothing holds it to its declared inputs.

With --twice the pipeline is brought up to date, and each stage (or each that is named) is made once more from the same inputs, apart from the project. Exits with 6 where one gave another result.

A run with --set leaves pipeline.lock as it is: the lock says what the committed files give.`,

  async run(input, context) {
    const jobs = jobsOf(input);
    if (jobs === null) {
      const given = stringFlag(input, 'jobs') ?? '';
      return refused(
        [{ kind: 'bad-flag-value', flag: 'jobs', given, takes: { kind: 'count', min: 1 } }],
        nothingRan,
      );
    }
    const inspected = hasFlag(input, 'inspect') ? (input.positionals[0] ?? null) : null;
    if (hasFlag(input, 'inspect') && input.positionals.length !== 1) {
      const label = 'one stage with --inspect';
      return refused([{ kind: 'missing-argument', command: 'run', label }], nothingRan);
    }
    const bump = bumpOf(input);
    if (bump === undefined) {
      const given = stringFlag(input, 'bump') ?? '';
      const takes = { kind: 'one-of', values: ['major', 'minor', 'patch'] } as const;
      return refused([{ kind: 'bad-flag-value', flag: 'bump', given, takes }], nothingRan);
    }
    const opened = await openProject({
      root: context.root,
      env: context.env,
      overrides: listFlag(input, 'set'),
      isOffline: hasFlag(input, 'offline'),
      signal: context.signal,
      refreshed: listFlag(input, 'refresh'),
      isParanoid: hasFlag(input, 'paranoid'),
    });
    if (!opened.ok) return refused(opened.error, nothingRan);
    const project = opened.value;
    const extracts = project.pipeline.stages.filter(({ work }) => work.kind === 'extract');
    const choice = selectStages(project.pipeline.stages, {
      named: input.positionals,
      from: listFlag(input, 'from'),
      until: listFlag(input, 'until'),
    });
    const unknown = [...choice.unknown, ...unknownStages(listFlag(input, 'refresh'), extracts)];
    if (unknown.length > 0) return refused(unknown, nothingRan);
    if (hasFlag(input, 'frozen') && (await readPipelineLock(project.root)) === null) {
      return refused([{ kind: 'no-lock' }], nothingRan);
    }
    const isForced = (stage: string) => hasFlag(input, 'force') && choice.chosen.has(stage);
    const isAll = choice.chosen.size === project.pipeline.stages.length;
    if (hasFlag(input, 'dry')) {
      // It did what it was asked for, whatever would run; `status --check` is what answers by its exit code.
      const { selected } = choice;
      return { ...(await statusAnswer({ project, selected, isForced, style: context.style })), exitCode: 0 };
    }
    const isTwice = hasFlag(input, 'twice');
    // What is made twice is compared with a record, which only the whole pipeline has.
    const selection = isTwice || isAll ? null : choice.selected;
    if (hasFlag(input, 'only')) {
      const stale = await staleAbove(project, choice);
      if (stale.length > 0) return refused([{ kind: 'upstream-stale', stages: stale }], nothingRan);
    }
    const facts = await executeRun(
      {
        project,
        selection,
        isForced,
        inspected,
        jobs,
        isKeepGoing: hasFlag(input, 'keep-going'),
        isFrozen: hasFlag(input, 'frozen'),
        isRegistered: !hasFlag(input, unregistered),
        bump,
        said: {
          name: stringFlag(input, 'name'),
          hypothesis: stringFlag(input, 'hypothesis'),
          tags: listFlag(input, 'tag'),
        },
        argv: input.argv,
        overrides: listFlag(input, 'set'),
        isRepeatable:
          input.positionals.length === 0 &&
          Object.keys(input.flags).every((flag) => repeatableFlags.has(flag)),
        answerOf: (again) => steadyAnswer(again, context.style.width),
      },
      context,
    );
    const answer = runAnswer(facts, context.style);
    return isTwice ? await runTwice(answer, { stages: input.positionals, context }) : answer;
  },
};

/** Flags that leave the answer of a run with nothing to do as it is. */
const repeatableFlags = new Set(['set', 'jobs', 'keep-going', 'json']);

/** An answer for any terminal of this width. */
function steadyAnswer(facts: RunFacts, width: number) {
  const [plain, coloured] = [false, true].map((hasColour) => runAnswer(facts, styleOf(width, hasColour)));
  return { json: plain?.json, text: plain?.text ?? '', colouredText: coloured?.text ?? '' };
}

const nothingRan = { schema: 'labbook.run/1', experiment: null, created: false, state: 'refused' } as const;

function jobsOf(input: CommandInput): number | null {
  const given = stringFlag(input, 'jobs');
  if (given === null) return availableParallelism();
  return /^[1-9]\d{0,3}$/.test(given) ? Number(given) : null;
}

/** Null where none is given, undefined where what is given is none. */
function bumpOf(input: CommandInput): Bump | null | undefined {
  const given = stringFlag(input, 'bump');
  if (given === null) return null;
  return (['major', 'minor', 'patch'] as const).find((part) => part === given);
}

/** What the chosen stages read from and that would run itself. */
async function staleAbove(
  { pipeline, observation, lookups }: OpenProject,
  { chosen, selected }: StageChoice,
): Promise<readonly string[]> {
  const stages = pipeline.stages.filter(({ id }) => selected.has(id));
  const isForced = () => false;
  const plan = await planPipeline({ stages, observation, lookups, isForced, now: new Date() });
  return plan.flatMap(({ stage, kind }) => (kind === 'cached' || chosen.has(stage) ? [] : [stage]));
}
