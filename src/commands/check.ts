import { readPipeline } from '../config/read-pipeline.ts';
import { testSetDigest } from '../experiment/compare/prediction-table.ts';
import { experimentIds } from '../experiment/query/list-records.ts';
import { countLooks, wideningOf } from '../experiment/record/looks.ts';
import { readBaseline } from '../gate/baseline-file.ts';
import type { GateRun } from '../gate/gate-run.ts';
import type { Baseline } from '../model/baseline.ts';
import type { CheckSummary } from '../model/check-summary.ts';
import type { GateReport } from '../model/gate-report.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import { checkText } from '../report/gate/check-text.ts';
import { takeInBaseline } from './baseline-archive.ts';
import { calibrateCheck } from './calibrate-check.ts';
import { type Command, hasFlag, listFlag, refused, stringFlag } from './command.ts';
import { decideCandidate } from './decide-candidate.ts';
import { gateRun, runForGate } from './gate-runs.ts';
import { publishCheck } from './publish-check.ts';
import { readReferences } from './read-references.ts';
import { writeCheckPage } from './write-check-page.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'decide whether a change may land: the gates of pipeline.yaml, against the accepted baseline',
  positionals: { label: '', min: 0, max: 0 },
  options: {
    experiment: {
      type: 'string',
      label: '<id>',
      summary: 'check this experiment instead of running the pipeline',
    },
    set: {
      type: 'string',
      multiple: true,
      label: '<a.b=value>',
      summary: 'override a value of pipeline.yaml',
    },
    seeds: { type: 'string', label: '<n|auto>', summary: 'score the candidate with that many seeds' },
    calibrate: {
      type: 'boolean',
      summary: 'say how often this gate would cry wolf, and what it would catch, by runs with other seeds',
    },
    offline: { type: 'boolean', summary: 'connect to no database: use the last snapshots' },
    jobs: { type: 'string', label: '<n>', summary: 'cores that stages use together (default: all)' },
    junit: { type: 'string', label: '<file>', summary: 'write JUnit XML there' },
    md: { type: 'string', label: '<file>', summary: 'write markdown there, for a comment' },
    'code-quality': { type: 'string', label: '<file>', summary: "write GitLab's code-quality JSON there" },
  },
  description: `Runs the pipeline, or takes an experiment, and judges each gate of pipeline.yaml. A margin is judged on paired predictions: it passes where the 95 % interval of the difference lies above the margin, fails where it lies below, and else it cannot be told. In a GitHub workflow it annotates pipeline.yaml and writes the step's summary.

Exit codes: 0 every gate passed (or cannot be told, where that is no failure), 3 a gate failed, 4 a gate cannot be told and cannotTell is fail, 5 there is no comparable baseline, 1 a stage failed, 2 the configuration is wrong, 7 the baseline is damaged.

  labbook check
  labbook check --experiment latest --json
  labbook check --junit reports/check.xml --md reports/check.md`,

  async run(input, context) {
    const { root, env } = context;
    const read = await readPipeline({ root, overrides: listFlag(input, 'set'), env });
    if (!read.ok) return refused(read.error, nothingChecked);
    const pipeline = withSeeds(read.value, stringFlag(input, 'seeds'));
    if ('kind' in pipeline) return refused([pipeline], nothingChecked);
    const { gates } = pipeline;
    if (gates === null) return refused([{ kind: 'no-gates' }], nothingChecked);
    const baseline = await readBaseline(root);
    if (!baseline.ok) return { ...refused([baseline.error], nothingChecked), exitCode: 7 };
    const taken = baseline.value === null ? null : await takeInBaseline(baseline.value, context);
    if (taken?.ok === false) return { ...refused([taken.error], nothingChecked), exitCode: 7 };

    const asked = stringFlag(input, 'experiment');
    const ran = asked === null ? await runForGate({ seed: null, of: null, input }, context) : null;
    if (ran !== null && !ran.ok) return { ...ran.error, exitCode: ran.error.exitCode || 1 };
    const main = await gateRun(root, ran === null ? (asked ?? 'latest') : ran.value);
    if (!main.ok)
      return {
        ...refused([main.error], nothingChecked),
        exitCode: main.error.kind === 'damaged-experiment' ? 7 : 2,
      };

    if (hasFlag(input, 'calibrate')) {
      if (baseline.value === null)
        return { ...refused([{ kind: 'no-baseline' }], nothingChecked), exitCode: 5 };
      const references = await readReferences(
        { baseline: baseline.value, main: main.value, pipeline, input },
        context,
      );
      if (!references.ok) return { ...refused([references.error], nothingChecked), exitCode: 7 };
      const facts = { gates, seed: pipeline.seed, main: main.value, baseline: baseline.value };
      const told = await calibrateCheck({ ...facts, references: references.value, input }, context);
      if (told.ok) return told.value;
      return 'exitCode' in told.error ? told.error : refused([told.error], nothingChecked);
    }
    const decided = await decideCandidate(
      { gates, pipeline, main: main.value, baseline: baseline.value, input, isRun: asked === null },
      context,
    );
    if (!decided.ok)
      return 'exitCode' in decided.error
        ? decided.error
        : { ...refused([decided.error], nothingChecked), exitCode: 7 };
    const { report, runs } = decided.value;
    const summary = await summaryOf({ root, pipeline, runs, baseline: baseline.value, report });
    const pages = await writeCheckPage(root, summary);
    const notes = await publishCheck(summary, { input, context, gates });
    return {
      exitCode: exitCodeOf(report, gates.cannotTell),
      json: { schema: 'labbook.check/1', state: report.state, ...summary, spans: undefined, ...pages },
      text: checkText(summary, context.style),
      notes: [...notes, `page: ${pages.page}`],
    };
  },
};

/** 3 before 5 before 4: a regression that is certain is told first. */
export function exitCodeOf({ state }: GateReport, cannotTell: 'warn' | 'fail'): number {
  switch (state) {
    case 'passed':
      return 0;
    case 'failed':
      return 3;
    case 'not-comparable':
      return 5;
    case 'cannot-tell':
      return cannotTell === 'fail' ? 4 : 0;
  }
}

function withSeeds(pipeline: Pipeline, given: string | null): Pipeline | Problem {
  if (given === null || pipeline.gates === null) return pipeline;
  const seeds = given === 'auto' ? 'auto' : Number(given);
  if (seeds !== 'auto' && !(Number.isInteger(seeds) && seeds >= 1 && seeds <= 100)) {
    return { kind: 'bad-flag-value', flag: 'seeds', given, takes: { kind: 'seeds' } };
  }
  return { ...pipeline, gates: { ...pipeline.gates, seeds } };
}

async function summaryOf({
  root,
  pipeline,
  runs,
  baseline,
  report,
}: {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly runs: readonly GateRun[];
  readonly baseline: Baseline | null;
  readonly report: GateReport;
}): Promise<CheckSummary> {
  const [main] = runs;
  if (main === undefined) throw new Error('a check has a candidate');
  const isCaused = report.verdicts.some(
    ({ check, state }) => state === 'failed' && ['margin', 'drift', 'holdout'].includes(check),
  );
  return {
    pipeline: pipeline.name,
    experiment: main.record.id,
    seeds: runs.length,
    baseline:
      baseline === null
        ? null
        : { experiment: baseline.experiment, acceptedAt: baseline.acceptedAt, reason: baseline.reason },
    report,
    spans: Object.fromEntries(
      report.verdicts.flatMap(({ at }) => {
        const span = nearestSpan(pipeline, at);
        return span === undefined ? [] : [[at, span] as const];
      }),
    ),
    looks: await looksOf(root, { main, baseline }),
    bisect: isCaused && baseline !== null ? `labbook bisect ${baseline.experiment} ${main.record.id}` : null,
  };
}

async function looksOf(
  root: string,
  { main, baseline }: { readonly main: GateRun; readonly baseline: Baseline | null },
): Promise<CheckSummary['looks']> {
  if (!main.predictions.ok) return null;
  const testSet = testSetDigest(main.predictions.value);
  const local = await countLooks(root, { ids: await experimentIds(root), testSet });
  const isOther = baseline?.experiment !== main.record.id;
  const known = baseline?.testSet === testSet ? baseline.scoredTimes + (isOther ? 1 : 0) : 0;
  const times = Math.max(1, local, known);
  return { times, widening: wideningOf(times) };
}

/** The place of a gate in pipeline.yaml, or of the nearest thing around it. */
function nearestSpan({ spans }: Pipeline, at: string): Pipeline['spans'][string] | undefined {
  for (let path = at; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const span = spans[`${path}@key`] ?? spans[path];
    if (span !== undefined) return span;
  }
  return undefined;
}

const nothingChecked = { schema: 'labbook.check/1', state: 'refused', experiment: null };
