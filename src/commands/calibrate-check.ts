import { join } from 'node:path';
import { ok, type Result } from '../base/result.ts';
import { longestHorizon } from '../experiment/compare/paired-intervals.ts';
import { calibrateGates } from '../gate/calibrate-gates.ts';
import { decideGates, type GateQuestion } from '../gate/decide-gates.ts';
import type { GateRun } from '../gate/gate-run.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Calibration } from '../model/calibration.ts';
import type { GateReport } from '../model/gate-report.ts';
import type { Gates } from '../model/gates.ts';
import type { Problem } from '../model/problem.ts';
import { calibrationPage } from '../report/gate/calibration-page.ts';
import { writePage } from '../report/page/write-page.ts';
import { calibrationLines } from '../words/calibration-words.ts';
import type { CommandAnswer, CommandContext, CommandInput } from './command.ts';
import { gateRun, runForGate } from './gate-runs.ts';

const defaultRuns = 5;

/** Runs the recipe with other seeds, holds each against the baseline, and says what that tells of the gate. */
export async function calibrateCheck(
  of: {
    readonly gates: Gates;
    readonly seed: number;
    readonly main: GateRun;
    readonly baseline: Baseline;
    readonly references: Pick<GateQuestion, 'baseline' | 'best'>;
    readonly input: CommandInput;
  },
  context: CommandContext,
): Promise<Result<CommandAnswer, Problem | CommandAnswer>> {
  const { gates, seed, main, baseline, references, input } = of;
  const runs = typeof gates.seeds === 'number' && gates.seeds > 1 ? gates.seeds : defaultRuns;
  const reports: GateReport[] = [];
  for (let i = 1; i <= runs; i++) {
    const other = 1 + ((seed - 1 + i) % 2147483647);
    const ran = await runForGate({ seed: other, of: main.record.id, input }, context);
    if (!ran.ok) return ran;
    const run = await gateRun(context.root, ran.value);
    if (!run.ok) return run;
    const horizon = longestHorizon(run.value.record);
    reports.push(decideGates({ gates, candidate: [run.value], ...references, holdout: null, horizon }));
  }
  const restored = await runForGate({ seed: null, of: null, input }, context);
  if (!restored.ok) return restored;
  const calibration: Calibration = {
    schema: 'labbook.calibration/1',
    baseline: baseline.experiment,
    runs,
    gates: calibrateGates(reports),
  };
  const page = 'reports/calibration.html';
  await writePage(join(context.root, page), calibrationPage(calibration));
  return ok({
    exitCode: 0,
    json: { ...calibration, page },
    text: calibrationLines(calibration).join('\n'),
    notes: [`page: ${page}`],
  });
}
