/** What the tables of a split say is believed, and what its stage reports is not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideGates } from '../../src/gate/decide-gates.ts';
import type { Columns } from '../../src/learn/columns.ts';
import { writeTable } from '../../src/learn/table/write-table.ts';
import type { SplitCheck } from '../../src/model/leakage-check.ts';
import type { ExperimentRecord, OutputRecord, StageRecord } from '../../src/model/record.ts';
import { checkSplits } from '../../src/probe/check-split.ts';
import { leakageChecks } from '../../src/report/experiment-page/leakage-checks.ts';
import { putBlob } from '../../src/store/blob-store.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { sampleRecord } from '../support/sample-record.ts';

const test = suite('reading a split from its tables');
const folder = mkdtempSync(join(tmpdir(), 'labbook-split-'));
const store = storeFolder(join(folder, '.labbook'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const day = 86_400_000;
const ts = Float64Array.from({ length: 10 }, (_, i) => Date.UTC(2024, 0, 1 + i));
const parts = (train: number, test: number) =>
  Array.from(ts, (_, i) => (i < train ? 'train' : i >= 10 - test ? 'test' : null));
const labels = (days: number): Columns => ({ ts, t0: ts, t1: ts.map((at) => at + days * day) });

test('measures how far labels reach, and finds rows in two parts and scored rows that were learnt from', async () => {
  const [clean] = await checks({ split: { ts, part: parts(5, 3) }, labels: labels(1) });
  assert.equal(clean, {
    kind: 'split',
    state: 'passed',
    stage: 'split',
    train: 5,
    test: 3,
    gapDays: 2,
    inBoth: null,
    predicted: null,
  });
  const [late] = await checks({ split: { ts, part: parts(7, 3) }, labels: labels(3) });
  assert.equal([late?.state, late?.gapDays], ['failed', -2]);
  const twice = { ts: Float64Array.of(...ts, ts[0] ?? 0), part: [...parts(5, 3), 'test'] };
  const [torn] = await checks({ split: twice, labels: labels(1) });
  assert.equal([torn?.state, torn?.inBoth], ['failed', 'ts 2024-01-01 00:00:00+00']);
  const scored = { ts: ts.subarray(4, 9), actual: ts.subarray(0, 5), predicted: ts.subarray(0, 5) };
  const [known] = await checks({ split: { ts, part: parts(5, 3) }, labels: labels(1), predictions: scored });
  assert.equal([known?.state, known?.predicted], ['failed', { stage: 'predictions', rows: 5, outside: 1 }]);
});

test('a stage that reports a gap which no table shows is not believed, on the page and in the gate', async () => {
  const reported = { 'rows.train': { value: 5 }, 'rows.test': { value: 3 }, gap_days: { value: 9 } };
  const record = await recordOf({ split: { ts, part: parts(7, 3) }, labels: labels(3) }, reported);
  const found = { ...record, checks: await checkSplits({ record, store, isGrouped: false }) };
  assert.equal(
    leakageChecks(found).map(({ state }) => state),
    ['failed'],
  );
  assert.is(stateOfGate(found), 'failed');
  const bare = { ...(await recordOf({}, reported)), checks: [] };
  assert.equal(
    leakageChecks(bare).map(({ state }) => state),
    ['unknown'],
  );
  assert.is(stateOfGate(bare), 'cannot-tell');
  const honest = await recordOf({ split: { ts, part: parts(5, 3) }, labels: labels(1) }, reported);
  const proved = { ...honest, checks: await checkSplits({ record: honest, store, isGrouped: false }) };
  assert.is(stateOfGate(proved), 'passed');
});

function stateOfGate(record: ExperimentRecord) {
  const none = {
    maxSeconds: [],
    maxBytes: [],
    seeds: 1,
    maxSeeds: 2,
    cannotTell: 'warn',
    holdout: null,
  } as const;
  return decideGates({
    gates: { ...none, metrics: [], isLeakageChecked: true },
    candidate: [{ record, predictions: { ok: false, error: { kind: 'none' } } }],
    baseline: null,
    best: new Map(),
    holdout: null,
    horizon: 1,
  }).state;
}

type Tables = Readonly<Record<string, Columns>>;

async function checks(tables: Tables): Promise<readonly SplitCheck[]> {
  return await checkSplits({ record: await recordOf(tables), store, isGrouped: false });
}

/** A record in which each table is the output of a stage of its name. */
async function recordOf(tables: Tables, metrics: StageRecord['metrics'] = {}): Promise<ExperimentRecord> {
  const sample = sampleRecord();
  const [first] = sample.stages;
  if (first === undefined) throw new Error('the sample has stages');
  const stages: StageRecord[] = [];
  for (const id of new Set(['split', ...Object.keys(tables)])) {
    const columns = tables[id];
    const outputs = columns === undefined ? [] : [await outputOf(id, columns)];
    stages.push({ ...first, id, outputs, metrics: id === 'split' ? metrics : {} });
  }
  return { ...sample, stages };
}

async function outputOf(name: string, columns: Columns): Promise<OutputRecord> {
  const path = join(folder, `${name}.parquet`);
  const times = Object.keys(columns).filter((one) => ['ts', 't0', 't1'].includes(one));
  await writeTable(path, columns, { types: Object.fromEntries(times.map((one) => [one, 'timestamptz'])) });
  const { digest, bytes } = await putBlob(store, path);
  const described = Object.keys(columns).map((one) => ({
    table: '',
    name: one,
    type: one === 'part' ? 'VARCHAR' : 'DOUBLE',
    nulls: 0,
    distinct: 1,
    min: null,
    max: null,
    histogram: null,
  }));
  const table = { rows: 10, columns: described };
  return {
    name: 'table',
    path: `data/${name}.parquet`,
    format: 'parquet',
    blob: digest,
    content: digest,
    bytes,
    table,
  };
}

test.run();
