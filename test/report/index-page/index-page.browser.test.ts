import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { type ExperimentSummary, summariseRecord } from '../../../src/experiment/query/experiment-summary.ts';
import { newExperimentId } from '../../../src/experiment/record/experiment-id.ts';
import { renderIndexPage } from '../../../src/report/index-page/render-index-page.ts';
import { launchBrowser } from '../../support/browser.ts';
import { accessibilityProblems, openPage } from '../../support/opened-page.ts';
import { recordVariant } from '../../support/record-variants.ts';

const test = suite('the page of all experiments in a browser');

function experiments(count: number): readonly ExperimentSummary[] {
  const random = randomFrom(3);
  const ids: string[] = [];
  const made = Array.from({ length: count }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1) + i * 3_600_000);
    const id = newExperimentId({ at, random, existing: ids });
    ids.push(id);
    return summariseRecord(
      recordVariant({
        id,
        startedAt: at.toISOString(),
        name: i % 5 === 0 ? `try ${i}` : null,
        tags: i % 3 === 0 ? ['paper'] : [],
        state: i % 17 === 0 ? 'failed' : 'ok',
        params: { horizon: 7, window: i % 13, engine: i % 2 === 0 ? 'own' : 'other' },
        metrics: {
          accuracy: { value: 0.3 + random() * 0.4, headline: true, direction: 'higher' },
          macro_f1: { value: 0.3 + random() * 0.4, headline: true, direction: 'higher' },
          log_loss: { value: 1 - random() * 0.4, headline: true, direction: 'lower' },
        },
      }),
    );
  });
  return made.reverse();
}

let browser: Browser;
const few = renderIndexPage(experiments(40));

test.before(async () => {
  browser = await launchBrowser();
});

test.after(() => browser.close());

test('opens from a file, offline, without a request or a console message, and names its experiments', async () => {
  await using opened = await openPage(browser, few);
  assert.equal(opened.requests, []);
  assert.equal(opened.messages, []);
  assert.is(await opened.page.locator('#experiments tbody tr').count(), 40);
});

test('has no accessibility violation that axe-core knows: light, dark, narrow, empty', async () => {
  for (const options of [{}, { colorScheme: 'dark' as const }, { viewport: { width: 380, height: 700 } }]) {
    await using opened = await openPage(browser, few, options);
    assert.equal(await accessibilityProblems(opened.page), [], JSON.stringify(options));
    assert.is(
      await opened.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
      0,
    );
  }
  await using empty = await openPage(browser, renderIndexPage([]));
  assert.equal(await accessibilityProblems(empty.page), []);
});

test('names a metric in full where two stages have one of its name', () => {
  const twice = experiments(2).map((it) => {
    const [metric] = Object.values(it.metrics);
    return {
      ...it,
      metrics: metric === undefined ? {} : { 'forest.accuracy': metric, 'network.accuracy': metric },
    };
  });
  const html = renderIndexPage(twice);
  assert.match(html, /<th [^>]*>forest\.accuracy<th [^>]*>network\.accuracy</);
});

test('filters by words and state, and says how many are left', async () => {
  await using opened = await openPage(browser, few);
  const { page } = opened;
  const shown = (): Promise<number> => page.locator('#experiments tbody tr:visible').count();
  await page.getByLabel('Filter').fill('PAPER own');
  assert.is(await page.locator('#experiments-count').textContent(), '7 of 40 experiments');
  assert.is(await shown(), 7);
  await page.getByLabel('Filter').fill('');
  await page.getByLabel('State').selectOption('failed');
  assert.is(await shown(), 3);
  await page.getByLabel('State').selectOption('');
  assert.is(await page.locator('#experiments-count').textContent(), '40 experiments');
});

test('sorts by a heading with the keyboard: metrics best first, numbers as numbers', async () => {
  await using opened = await openPage(browser, few);
  const { page } = opened;
  const numbers = async (column: number): Promise<number[]> =>
    (await page.locator(`#experiments tbody tr > :nth-child(${column})`).allTextContents()).map(Number);
  const press = async (name: RegExp): Promise<string | null> => {
    const head = page.locator('#experiments th', { hasText: name });
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    return head.getAttribute('aria-sort');
  };
  assert.is(await press(/^accuracy$/), 'descending');
  const accuracy = await numbers(5);
  assert.equal(
    accuracy,
    [...accuracy].sort((a, b) => b - a),
  );
  assert.is(await press(/^log_loss$/), 'ascending');
  const loss = await numbers(7);
  assert.equal(
    loss,
    [...loss].sort((a, b) => a - b),
  );
  assert.is(await press(/^window$/), 'ascending');
  const window = await numbers(8);
  assert.equal(
    window,
    [...window].sort((a, b) => a - b),
  );
});

test('is a plain table without JavaScript, with no control that would do nothing', async () => {
  await using opened = await openPage(browser, few, { javaScriptEnabled: false });
  assert.is(await opened.page.locator('#experiments tbody tr:visible').count(), 40);
  assert.is(await opened.page.locator('button:visible, input:visible, select:visible').count(), 0);
});

test("a thousand experiments open within a second of the page's own processor time", async () => {
  const html = renderIndexPage(experiments(1000));
  await using opened = await openPage(browser, '<!doctype html><title>warm-up</title>');
  const session = await opened.page.context().newCDPSession(opened.page);
  // Counted in processor time of the page's thread: what else the machine does meanwhile does not enter.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await seconds();
  await opened.page.setContent(html, { waitUntil: 'load' });
  await opened.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  const spent = (await seconds()) - before;
  assert.is(await opened.page.locator('#experiments tbody tr').count(), 1000);
  assert.ok(spent > 0.02 && spent < 1, `took ${spent.toFixed(3)} s`);
});

test.run();
