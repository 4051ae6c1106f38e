import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { takeRows } from '../../src/learn/features/take-rows.ts';
import { type ExampleRun, exampleRun } from '../support/example-run.ts';
import { type MarketData, randomWalk, shippedMarket } from '../support/market-data.ts';

const shipped = await shippedMarket();

test('the shipped data are as they were accepted, and the check shows its figures', async () => {
  using example = await checked(shipped);
  assert.is(example.metric('check-data.beyond_limits').value, 0);
  assert.is(example.metric('check-data.labels_flipped').value, 0);
  assert.is((await example.view('check-data')).length, 1);
  assert.equal(
    JSON.parse(readFileSync(example.path('check-data.profile'), 'utf8')),
    JSON.parse(readFileSync(new URL('../../seed/accepted-data.json', import.meta.url), 'utf8')),
  );
});

test('rows that went missing fail the run, with how many', async () => {
  const rows = [...shipped.market.symbol!.keys()].filter((row) => row % 40 !== 0);
  const message = await refusal({ ...shipped, market: takeRows(shipped.market, rows) });
  assert.match(message, 'SPX: 4977 days, where 5105 were accepted (limit 0.01)');
});

test('prices that were bent to turn labels fail the run, with how many flipped and since when', async () => {
  // Every tenth day 3 % up for one day: few rows, all in range, and many labels turned.
  const close = (shipped.market.close as Float64Array).map((price, row) =>
    row % 10 === 0 ? price * 1.03 : price,
  );
  const message = await refusal({ ...shipped, market: { ...shipped.market, close } });
  assert.match(
    message,
    /SPX: \d{3,4} of 50\d\d labels flipped, the first on 2000-\d\d-\d\d \(limit 0\.005\)/,
  );
});

test('values out of their range fail the run, whatever was accepted', async () => {
  const score = (shipped.sentiment.score as Float64Array).map((value, row) => (row === 7 ? 1.5 : value));
  const posts = await refusal({ ...shipped, sentiment: { ...shipped.sentiment, score } });
  assert.match(posts, 'SPX: 1 sentiment scores outside −1 to 1 (limit 0)');
  const close = (shipped.market.close as Float64Array).map((price, row) => (row === 100 ? price * 2 : price));
  const prices = await refusal({ ...shipped, market: { ...shipped.market, close } });
  assert.match(prices, 'SPX: 2 prices over 25 % away from the day before (limit 0)');
});

test('data of other symbols alone are held against nothing, and the check says so', async () => {
  const walk = randomWalk({ seed: 3, days: 300, symbols: ['A'] });
  using other = await checked(walk);
  assert.match(other.warnings.join('\n'), 'none of the accepted symbols is in these data');
});

test('`enforce: false` lets it pass and says what it let pass; other labels are not compared', async () => {
  const rows = [...shipped.market.symbol!.keys()].filter((row) => row % 40 !== 0);
  const fewer = { ...shipped, market: takeRows(shipped.market, rows) };
  using passed = await checked(fewer, ['stages.check-data.params.enforce=false']);
  assert.match(passed.warnings.join('\n'), 'let pass, since enforce is false: SPX: 4977 days');
  using wider = await checked(shipped, ['params.threshold=0.05']);
  assert.match(wider.warnings.join('\n'), 'the accepted labels were made otherwise: flips are not counted');
});

async function checked(data: MarketData, set: readonly string[] = []): Promise<ExampleRun> {
  const example = await exampleRun(data, { set });
  await example.run('features', 'label', 'check-data');
  return example;
}

async function refusal(data: MarketData): Promise<string> {
  using example = await exampleRun(data);
  await example.run('features', 'label');
  try {
    await example.run('check-data');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the data passed');
}

test.run();
