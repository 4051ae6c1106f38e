import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ExperimentSummary, summariseRecord } from '../../../src/experiment/query/experiment-summary.ts';
import { pickExperiments } from '../../../src/experiment/query/pick-experiments.ts';
import { sortExperiments } from '../../../src/experiment/query/sort-experiments.ts';
import { varyingParams } from '../../../src/experiment/query/varying-params.ts';
import { recordVariant, type Variant } from '../../support/record-variants.ts';

const accuracy = (value: number): NonNullable<Variant['metrics']> => ({
  accuracy: { value, headline: true, direction: 'higher' },
  'log-loss': { value: 1 - value, direction: 'lower' },
});

const experiments: readonly ExperimentSummary[] = [
  recordVariant({
    id: '20261123-0800-brave-lynx',
    startedAt: '2026-11-23T08:00:00.000Z',
    metrics: accuracy(0.7),
    params: { horizon: 7, window: 14, model: { depth: 10 }, engine: 'own' },
    tags: ['paper', 'a"b'],
    name: "o'lynx",
  }),
  recordVariant({
    id: '20261122-1432-calm-otter',
    startedAt: '2026-11-22T14:32:00.000Z',
    metrics: accuracy(0.4),
    params: { horizon: 7, window: 7, model: { depth: 10 }, engine: 'own' },
  }),
  recordVariant({
    id: '20261121-0000-able-bee',
    startedAt: '2026-11-21T00:00:00.000Z',
    metrics: {},
    params: { horizon: 14, window: 7, model: { depth: 12 }, engine: 'other' },
    state: 'failed',
  }),
].map(summariseRecord);

const picked = async (where: string): Promise<readonly string[] | string> => {
  const result = await pickExperiments(experiments, where);
  if (result.ok) return result.value.map(({ id }) => id.slice(14));
  return result.error.kind === 'bad-filter' ? result.error.message : result.error.kind;
};

test('the filter of the manual picks by metric and param', async () => {
  assert.equal(await picked('metrics."evaluate.accuracy" > 0.5 AND params.horizon = 7'), ['brave-lynx']);
});

test('every column can be filtered by, and the order stays', async () => {
  assert.equal(await picked('params.horizon = 7'), ['brave-lynx', 'calm-otter']);
  assert.equal(await picked('params."model.depth" = 10'), ['brave-lynx', 'calm-otter']);
  assert.equal(await picked("params.engine = 'other'"), ['able-bee']);
  assert.equal(await picked("state <> 'ok'"), ['able-bee']);
  assert.equal(await picked("started_at >= '2026-11-22' AND seconds < 100"), ['brave-lynx', 'calm-otter']);
  assert.equal(await picked("list_contains(tags, 'paper')"), ['brave-lynx']);
  assert.equal(await picked("name = 'o''lynx'"), ['brave-lynx']);
  assert.equal(await picked("id LIKE '%otter' -- a comment at the end"), ['calm-otter']);
  assert.equal(await picked('metrics."evaluate.accuracy" IS NULL'), ['able-bee']);
  assert.equal(await picked('seconds >= (SELECT max(seconds) FROM experiments)'), [
    'brave-lynx',
    'calm-otter',
    'able-bee',
  ]);
});

test('what is not one harmless expression is refused', async () => {
  const outside = join(tmpdir(), `labbook-filter-${process.pid}.csv`);
  const one = 'it must be one SQL expression, as after WHERE, and nothing else';
  assert.is(await picked("1=1; ATTACH 'x.db'"), one);
  assert.is(await picked('1=1; SELECT 1'), one);
  assert.is(await picked(`1=1); COPY experiments TO '${outside}'; SELECT (1`), one);
  assert.is(await picked('1=1) FROM flat WHERE (1=1'), one);
  assert.is(await picked('1), (2'), one);
  assert.is(await picked('1) UNION SELECT (2'), one);
  assert.match(String(await picked(`COPY experiments TO '${outside}'`)), /not a complete SQL expression/);
  assert.is(existsSync(outside), false);
  assert.is(await picked("EXISTS (FROM read_csv('/etc/passwd'))"), 'it can call no table function: read_csv');
  assert.is(
    await picked("EXISTS (FROM '/etc/passwd')"),
    'it can read no table but experiments, and names /etc/passwd',
  );
  assert.match(String(await picked('EXISTS (FROM duckdb_settings())')), /duckdb_settings/);
  assert.match(String(await picked('EXISTS (FROM flat)')), /names flat/);
  assert.match(String(await picked("getenv('HOME') = 'x'")), /getenv does not exist/);
  assert.is(await picked('  '), 'the filter is empty');
  assert.match(String(await picked('1 = (')), /not a complete SQL expression/);
  assert.match(String(await picked("'unclosed")), /not a complete SQL expression/);
});

test('a name that is no column is told with the one that was meant', async () => {
  const near = async (where: string): Promise<string | null> => {
    const result = await pickExperiments(experiments, where);
    return !result.ok && result.error.kind === 'bad-filter' ? result.error.near : 'no problem';
  };
  assert.is(await near('metrics."evaluate.acuracy" > 0.5'), 'metrics."evaluate.accuracy"');
  assert.is(await near('metrics.evaluate.accuracy > 0.5'), 'metrics."evaluate.accuracy"');
  assert.is(await near('evaluate.accuracy > 0.5'), 'metrics."evaluate.accuracy"');
  assert.is(await near('accuracy > 0.5'), 'metrics."evaluate.accuracy"');
  assert.is(await near('horizn = 7'), 'params.horizon');
  assert.is(await near('params.model.depth = 7'), 'params."model.depth"');
  assert.is(await near("started > '2026-01-01'"), 'started_at');
  assert.is(await near('zzzzzz = 7'), null);
  assert.is(await near("params.horizon = 'x'"), null);
});

test('a problem with a filter names the columns as they are to be written', async () => {
  const result = await pickExperiments(experiments, 'nothing');
  assert.ok(!result.ok && result.error.kind === 'bad-filter');
  if (result.ok || result.error.kind !== 'bad-filter') return;
  assert.is(result.error.message, 'Referenced column "nothing" not found in FROM clause!');
  for (const column of ['id', 'started_at', 'metrics."evaluate.log-loss"', 'params.window']) {
    assert.ok(result.error.columns.includes(column), column);
  }
});

test('of very many columns those of the pipeline and the headline metrics are named', async () => {
  const [first] = experiments;
  if (first === undefined) throw new Error('no experiment');
  const metrics = Object.fromEntries(
    Array.from({ length: 90 }, (_, i) => [`m.x${i}`, { value: i, ...(i === 70 ? { headline: true } : {}) }]),
  );
  const result = await pickExperiments([{ ...first, metrics }], 'nothing');
  const columns = !result.ok && result.error.kind === 'bad-filter' ? result.error.columns : [];
  assert.is(columns.length, 31);
  assert.ok(columns.includes('metrics."m.x70"') && columns.includes('params.horizon'));
  assert.match(columns.at(-1) ?? '', /^… \d+ more/);
});

test('hostile and clashing names of params and metrics are only names', async () => {
  const [first] = experiments;
  if (first === undefined) throw new Error('no experiment');
  const params = JSON.parse('{"a\\"b":1,"x\'; DROP TABLE flat; --":2,"__proto__":3,"Case":4,"case":5,"":6}');
  const odd = [{ ...first, params, metrics: {} }];
  const result = await pickExperiments(
    odd,
    'params."a""b" = 1 AND params."__proto__" = 3 AND params.case = 4',
  );
  assert.ok(result.ok && result.value.length === 1, JSON.stringify(result));
});

test('no experiments and a filter give no experiments', async () => {
  assert.equal(await pickExperiments([], "state = 'ok'"), { ok: true, value: [] });
});

test('sorting puts the best of a metric first, what has none last, and takes a direction', () => {
  const by = (sort: string): readonly string[] | string => {
    const result = sortExperiments(experiments, sort);
    return result.ok ? result.value.map(({ id }) => id.slice(14)) : result.error.kind;
  };
  assert.equal(by('evaluate.accuracy'), ['brave-lynx', 'calm-otter', 'able-bee']);
  assert.equal(by('evaluate.accuracy:asc'), ['calm-otter', 'brave-lynx', 'able-bee']);
  assert.equal(by('metrics."evaluate.log-loss"'), ['brave-lynx', 'calm-otter', 'able-bee']);
  assert.equal(by('started_at:asc'), ['able-bee', 'calm-otter', 'brave-lynx']);
  assert.equal(by('horizon:desc'), ['able-bee', 'brave-lynx', 'calm-otter']);
  assert.is(by('nothing'), 'unknown-column');
});

test('params vary where any two experiments differ, and a repeated one is told once', () => {
  assert.equal(varyingParams(experiments), ['horizon', 'window', 'model.depth', 'engine']);
  assert.equal(varyingParams(experiments.slice(0, 2)), ['window']);
  assert.equal(varyingParams([]), []);
});

test.run();
