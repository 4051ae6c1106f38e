import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareExperiments } from '../../../src/experiment/compare/compare-experiments.ts';
import { renderComparePage } from '../../../src/report/compare/compare-page.ts';
import { launchBrowser } from '../../support/browser.ts';
import { experimentsToCompare } from '../../support/compared-experiments.ts';
import { accessibilityProblems, openPage } from '../../support/opened-page.ts';

const test = suite('the page of a comparison in a browser');

let browser: Browser;
let two: string;
let many: string;

const pageOf = (count: number): Promise<string> => {
  const experiments = experimentsToCompare(count);
  const comparison = compareExperiments(experiments, { baseline: 0 });
  return renderComparePage({ comparison, records: experiments.map(({ record }) => record), runtime: null });
};

test.before(async () => {
  browser = await launchBrowser();
  two = await pageOf(2);
  many = await pageOf(5);
});

test.after(() => browser.close());

test('opens from a file, offline, without a request or a console message', async () => {
  for (const text of [two, many]) {
    await using opened = await openPage(browser, text);
    assert.equal(opened.requests, []);
    assert.equal(opened.messages, []);
  }
});

test('has no accessibility violation that axe-core knows: light, dark, narrow, everything shown', async () => {
  for (const [text, options] of [
    [two, {}],
    [two, { colorScheme: 'dark' }],
    [many, { viewport: { width: 380, height: 700 } }],
  ] as const) {
    await using opened = await openPage(browser, text, options);
    await opened.page.locator('#show-all').check();
    await opened.page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    assert.equal(await accessibilityProblems(opened.page), [], JSON.stringify(options));
  }
});

test('has its parts in order: verdict, metrics, what changed, curves, confusion, flips, lineage', async () => {
  await using opened = await openPage(browser, two);
  assert.equal(await opened.page.locator('main h2').allTextContents(), [
    'Verdict',
    'Metrics',
    'What changed',
    'Curves',
    'Confusion matrices',
    'Flips',
    'Lineage',
    'Experiments',
  ]);
  assert.match((await opened.page.locator('.verdicts').textContent()) ?? '', /better in accuracy, macro_f1/);
});

test('shows what differs, and with the switch what is the same, too; also without JavaScript', async () => {
  for (const javaScriptEnabled of [true, false]) {
    await using opened = await openPage(browser, two, { javaScriptEnabled });
    const same = opened.page.locator('tr.same');
    assert.ok((await same.count()) > 0);
    assert.is(await opened.page.locator('tr.same:visible').count(), 0);
    await opened.page.locator('#show-all').focus();
    await opened.page.keyboard.press('Space');
    assert.is(await opened.page.locator('tr.same:visible').count(), await same.count());
  }
});

test('overlays the curves of both in one chart', async () => {
  await using opened = await openPage(browser, two);
  const chart = opened.page.locator('figure', { hasText: 'Learning curves: loss' });
  assert.is(await chart.locator('svg[role=img]').count(), 1);
  assert.match((await chart.locator('svg').textContent()) ?? '', /able-bee[\s\S]*bold-cat/);
});

test('many experiments are one table that sorts by its headings, and a plot of params against metrics', async () => {
  await using opened = await openPage(browser, many);
  const { page } = opened;
  const overview = page.locator('table[data-sortable]');
  const column = (): Promise<string[]> => overview.locator('tbody td:nth-child(3)').allTextContents();
  const before = await column();
  const head = overview.locator('th', { hasText: /^accuracy$/ });
  await head.locator('button').focus();
  await page.keyboard.press('Enter');
  assert.is(await head.getAttribute('aria-sort'), 'descending');
  assert.equal(await column(), [...before].sort().reverse());
  await page.keyboard.press('Enter');
  assert.is(await head.getAttribute('aria-sort'), 'ascending');
  assert.equal(await column(), [...before].sort());
  const plot = page.locator('figure', { hasText: 'Params against metrics' });
  assert.match(
    (await plot.locator('svg').textContent()) ?? '',
    /window[\s\S]*epochs[\s\S]*engine[\s\S]*accuracy/,
  );
  assert.is(await page.locator('details.pair').count(), 4);
});

test('fits a phone: nothing but boxes that scroll is wider than 380 pixels', async () => {
  for (const text of [two, many]) {
    await using opened = await openPage(browser, text, { viewport: { width: 380, height: 700 } });
    await opened.page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    assert.is(await opened.page.evaluate(() => document.documentElement.scrollWidth), 380);
  }
});

test.run();
