import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Digest, digestOf } from '../base/digest.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { PredictionTable } from '../experiment/compare/prediction-table.ts';
import { findPredictions, readPredictions } from '../experiment/compare/read-predictions.ts';
import { readKeptPredictions, saidByBaseline } from '../gate/baseline-file.ts';
import type { GateQuestion } from '../gate/decide-gates.ts';
import type { GateRun } from '../gate/gate-run.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Problem } from '../model/problem.ts';

/** Every look that was taken at the holdout, a line each; to be committed with the baseline. */
const logFile = 'baseline/holdout.ndjson';

/** The rows that only the gate may score, of the candidate and of the baseline; null where one of them has none. */
export async function readHoldout(
  root: string,
  of: {
    readonly part: string;
    readonly runs: readonly GateRun[];
    readonly baseline: Baseline;
    /** What the accepted model says of these rows, where they are others than it was accepted on. */
    readonly anew: readonly PredictionTable[] | null;
  },
): Promise<Result<GateQuestion['holdout'], Problem>> {
  const { part, runs, baseline, anew } = of;
  const candidate: PredictionTable[] = [];
  for (const { record } of runs) {
    const table = await readPredictions(root, record, { part });
    if (!table.ok) return ok(null);
    candidate.push(table.value);
  }
  const { metrics, horizon } = baseline;
  if (anew !== null) return ok({ candidate, baseline: { tables: anew, metrics, horizon } });
  const tables = await readKeptPredictions(baseline.predictions, {
    ...saidByBaseline(baseline),
    root,
    part,
  });
  // Predictions that were accepted before there was a holdout have no such rows.
  if (!tables.ok) return tables.error.kind === 'damaged-baseline' ? ok(null) : err(tables.error);
  return ok({ candidate, baseline: { tables: tables.value, metrics, horizon } });
}

/** Writes a look down, once a candidate: what was predicted, not what it was called, tells candidates apart. */
export async function noteHoldoutLook(
  root: string,
  of: { readonly runs: readonly GateRun[]; readonly state: string; readonly at: Date },
): Promise<void> {
  const { runs, state, at } = of;
  const candidate: Digest = digestOf(
    'holdout-candidate/1',
    runs.map(({ record }) => findPredictions(record)?.output.content ?? record.id),
  );
  const path = join(root, logFile);
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.includes(candidate)) return;
  const look = { at: at.toISOString(), experiment: runs[0]?.record.id ?? null, candidate, state };
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(look)}\n`);
}
