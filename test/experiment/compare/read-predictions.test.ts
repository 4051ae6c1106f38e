import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestFile } from '../../../src/base/digest.ts';
import { predictionTable } from '../../../src/experiment/compare/prediction-table.ts';
import { readPredictions } from '../../../src/experiment/compare/read-predictions.ts';
import { writeTable } from '../../../src/learn/table/write-table.ts';
import type { ExperimentRecord } from '../../../src/model/record.ts';
import { putBlob } from '../../../src/store/blob-store.ts';
import { storeFolder } from '../../../src/store/store-folder.ts';
import { recordVariant, table } from '../../support/record-variants.ts';
import { metricsOfRows, scoredRows } from '../../support/scored-rows.ts';

const id = '20261122-1432-calm-otter';
const rows = scoredRows({ days: 10 });
let root = '';
let artifact = '';
let record: ExperimentRecord;

test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-predictions-test-'));
  artifact = join(root, 'experiments', id, 'artifacts', 'evaluate', 'predictions.parquet');
  await mkdir(dirname(artifact), { recursive: true });
  await writeTable(artifact, rows, { types: { ts: 'timestamp' } });
  const blob = await digestFile(artifact);
  record = recordVariant({
    id,
    metrics: metricsOfRows(rows),
    predictions: { ...table('predictions', { content: blob, rows: 30 }), path: 'data/predictions.parquet' },
  });
});
test.after.each(() => rm(root, { recursive: true, force: true }));

test('predictions are read from the experiment, ordered by key', async () => {
  const read = await readPredictions(root, record);
  assert.ok(read.ok);
  if (!read.ok) return;
  assert.equal(read.value.keyNames, ['symbol', 'ts']);
  assert.equal(read.value.keys.slice(0, 2), ['AAA · 2020-01-01', 'AAA · 2020-01-02']);
  assert.is(read.value.keys.length, 30);
  assert.is(new Set(read.value.days).size, 10);
  assert.equal(read, predictionTable('evaluate', rows));
});

test('where the artifact is gone or damaged, the store gives them; bytes that are not those recorded, nobody', async () => {
  const store = storeFolder(join(root, '.labbook'));
  await putBlob(store, artifact);
  await rm(artifact);
  assert.ok((await readPredictions(root, record)).ok);
  await writeFile(artifact, 'damaged');
  assert.ok((await readPredictions(root, record)).ok);
  const blob = store.blob(record.stages.at(-1)?.outputs[0]?.blob as never);
  await chmod(blob, 0o644);
  await writeFile(blob, 'damaged too');
  const path = join('experiments', id, 'artifacts', 'evaluate', 'predictions.parquet');
  assert.equal(await readPredictions(root, record), { ok: false, error: { kind: 'file-damaged', path } });
  await rm(blob);
  await rm(artifact);
  assert.equal(await readPredictions(root, record), { ok: false, error: { kind: 'file-missing', path } });
});

test('a record without such an output, or without headline metrics beside it, has none', async () => {
  const none = { ok: false, error: { kind: 'none' } };
  assert.equal(await readPredictions(root, recordVariant({ id })), none);
  const plain = { ...record, stages: record.stages.map((stage) => ({ ...stage, metrics: {} })) };
  assert.equal(await readPredictions(root, plain), none);
});

test('tables that cannot be paired say why', () => {
  const why = (columns: Parameters<typeof predictionTable>[1]): string => {
    const made = predictionTable('evaluate', columns);
    return made.ok ? 'usable' : made.error;
  };
  const { symbol, ts, actual, predicted } = rows as Readonly<Record<string, string[]>>;
  const few = {
    symbol: ['a', 'a'],
    ts: Float64Array.of(1e12, 1e12),
    actual: ['x', 'y'],
    predicted: ['x', 'x'],
  };
  assert.is(why({ symbol: symbol ?? [], ts: ts ?? [], actual: actual ?? [] }), 'no column "predicted"');
  assert.is(
    why({ actual: actual ?? [], predicted: predicted ?? [] }),
    'no column that names a row, such as symbol and ts',
  );
  assert.is(why(few), 'several rows with the key a · 2001-09-09T01:46:40.000Z');
  assert.is(why({ ...few, ts: Float64Array.of(1, 2), actual: ['x', null] }), 'rows without a label');
  assert.is(why({ ...few, part: ['train', 'train'] }), 'no rows');
  assert.is(
    why({ id: ['a', 'b'], actual: Float64Array.of(1, 2), predicted: Float64Array.of(1, Number.NaN) }),
    'rows without a finite value',
  );
});

test('only test rows count where parts are told, and a regression has numbers', () => {
  const parts = {
    ...rows,
    part: (rows.actual as readonly string[]).map((_, i) => (i < 15 ? 'train' : 'test')),
  };
  const some = predictionTable('evaluate', parts);
  assert.ok(some.ok && some.value.keys.length === 15);
  const numbers = predictionTable('evaluate', {
    id: ['b', 'a'],
    actual: Float64Array.of(2, 1),
    predicted: Float64Array.of(2.5, 1.5),
  });
  assert.ok(numbers.ok && numbers.value.days === null);
  assert.equal(numbers.ok && [...numbers.value.scored.actual], [1, 2]);
});

test.run();
