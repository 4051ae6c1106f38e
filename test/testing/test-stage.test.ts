import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RunContext, ViewContext } from 'labbook';
import { testStage } from 'labbook/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import * as label from '../../stages/label.ts';

const days = Array.from({ length: 40 }, (_, day) => Date.UTC(2020, 0, 1 + day));
const rising = {
  table: {
    symbol: days.map(() => 'A'),
    ts: Float64Array.from(days),
    price: Float64Array.from(days, (_, day) => 100 * 1.05 ** day),
  },
  types: { ts: 'timestamptz' },
} as const;

test('a stage of the example runs on a table and shows what it made', async () => {
  await using stage = await testStage(label, {
    params: { horizon: 5 },
    inputs: { features: rising },
    outputs: { table: 'parquet' },
  });
  await stage.run();
  assert.is(stage.metrics['share.buy']?.value, 1);
  assert.match(stage.log.map(({ text }) => text).join('\n'), 'no day is labelled "sell"');
  const { label: labels = [] } = await stage.table('table');
  assert.equal([labels[0], labels[35]], ['buy', null]);
  const [chart] = await stage.view();
  assert.is(chart?.kind === 'chart' && chart.title, 'Returns over 5 trading days, by label');
  assert.equal(stage.displays, [chart]);
});

test('the schema parses the parameters and gives its defaults', async () => {
  await using stage = await testStage(label, { inputs: { features: rising }, outputs: { table: 'csv' } });
  await stage.run();
  const { label: labels = [] } = await stage.table('table');
  assert.equal([labels[32], labels[33]], ['buy', null], 'a horizon of 7');
  const refused = await testStage(label, { params: { horizon: 0 } }).then(
    () => null,
    (error: Error) => error.name,
  );
  assert.is(refused, 'ZodError');
});

const params = z.object({ draws: z.int().default(2) });
const small = {
  params,
  run(ctx: RunContext<typeof params, 'text' | 'json' | 'many', 'list'>): void {
    ctx.progress({ done: 1, total: 1, unit: 'file' });
    const read = Object.values(ctx.inputs).map(({ files }) =>
      files.map(({ path }) => readFileSync(path, 'utf8')),
    );
    const drawn = Array.from({ length: ctx.params.draws }, () => [ctx.random(), Math.random()]);
    writeFileSync(ctx.outputs.list.path, JSON.stringify({ read, drawn }));
  },
  view(ctx: ViewContext<typeof params, never, 'list'>): void {
    ctx.markdown(`${readFileSync(ctx.outputs.list.path, 'utf8')} ${ctx.metrics.rows?.value}`);
  },
};
const here = resolve(import.meta.dirname, 'test-stage.test.ts');
const inputs = {
  text: { text: 'a line\n' },
  json: { json: { a: [1, null] } },
  many: { files: [here, here] },
} as const;

test('inputs are text, JSON, files that are there; draws follow the seed alone', async () => {
  const drawnWith = async (seed: number) => {
    await using stage = await testStage(small, { inputs, outputs: { list: 'json' }, seed });
    await stage.run();
    assert.equal(stage.progress, [{ done: 1, total: 1, unit: 'file' }]);
    return JSON.parse(await stage.text('list')) as { read: string[][]; drawn: number[][] };
  };
  const unseeded = Math.random;
  const first = await drawnWith(3);
  assert.is(Math.random, unseeded);
  const text = readFileSync(here, 'utf8');
  assert.equal(first.read, [['a line\n'], ['{"a":[1,null]}'], [text, text]]);
  assert.equal(await drawnWith(3), first);
  assert.not.equal((await drawnWith(4)).drawn, first.drawn);
});

test('a view is tested without a run on outputs and metrics that are given', async () => {
  await using stage = await testStage(small, {
    inputs,
    written: { list: { json: [1] } },
    metrics: { rows: { value: 5 } },
  });
  assert.equal(await stage.view(), [{ kind: 'markdown', text: '[1] 5' }]);
});

test('an output that is not written, an input that is not given and a half that is not there are told', async () => {
  const messageOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: Error) => error.message,
    );
  await using idle = await testStage({ run() {} }, { outputs: { model: 'json' } });
  assert.is(await messageOf(idle.run()), 'run wrote no output model');
  assert.is(await messageOf(idle.view()), 'the stage under test exports no view');
  await using early = await testStage(small, { inputs, outputs: { list: 'json' } });
  assert.is(await messageOf(early.view()), 'there is no output list yet: run first, or give it as `written`');
  const reading = { run: (ctx: RunContext) => void ctx.inputs.prices?.path };
  await using without = await testStage(reading, {});
  assert.match(await messageOf(without.run()), 'declares no input "prices"');
});

test('disposing removes the folder', async () => {
  let folder = '';
  {
    await using stage = await testStage(small, { inputs, outputs: { list: 'json' } });
    folder = dirname(dirname(stage.path('list')));
    assert.ok(existsSync(folder));
  }
  assert.not.ok(existsSync(folder));
});

test.run();
