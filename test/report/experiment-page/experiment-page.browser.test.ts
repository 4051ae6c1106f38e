import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderExperimentPage } from '../../../src/report/experiment-page/experiment-page.ts';
import { launchBrowser } from '../../support/browser.ts';
import { accessibilityProblems, openPage } from '../../support/opened-page.ts';
import { reportRuntime } from '../../support/report-runtime.ts';
import { sampleRecord } from '../../support/sample-record.ts';

const test = suite('the page of an experiment in a browser');

let browser: Browser;
let html: string;

test.before(async () => {
  browser = await launchBrowser();
  html = await renderExperimentPage({ record: sampleRecord(), runtime: await reportRuntime() });
});

test.after(async () => {
  await browser.close();
});

test('opens from a file, offline, without a request or a console message', async () => {
  await using opened = await openPage(browser, html);
  assert.equal(opened.requests, []);
  assert.equal(opened.messages, []);
  assert.is(await opened.page.title(), 'Wider window for the rolling features · 20261122-1432-calm-otter');
  assert.is(await opened.page.locator('[data-chart] > svg[role=img]').count(), 10);
});

test('has no accessibility violation that axe-core knows: light, dark, narrow, everything unfolded', async () => {
  for (const options of [
    { colorScheme: 'light' as const },
    { colorScheme: 'dark' as const, viewport: { width: 380, height: 700 } },
  ]) {
    await using opened = await openPage(browser, html, options);
    await opened.page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    assert.equal(await accessibilityProblems(opened.page), [], JSON.stringify(options));
  }
});

test('shows all charts and data with JavaScript off, and no button that would do nothing', async () => {
  await using opened = await openPage(browser, html, { javaScriptEnabled: false });
  const { page } = opened;
  assert.is(await page.locator('[data-chart] svg').count(), 10);
  assert.is(await page.locator('button:visible').count(), 0);
  const fold = page.locator('figure', { hasText: 'Reliability' }).locator('details');
  await fold.locator('summary').click();
  assert.ok(await fold.locator('table').isVisible());
  assert.is(await fold.locator('tbody tr').count(), 8);
});

test('fits a phone: nothing but boxes that scroll is wider than 380 pixels', async () => {
  await using opened = await openPage(browser, html, { viewport: { width: 380, height: 700 } });
  await opened.page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
  });
  assert.is(await opened.page.evaluate(() => document.documentElement.scrollWidth), 380);
});

test('works by keyboard: skip link, graph to card, folds, waking a chart', async () => {
  await using opened = await openPage(browser, html);
  const { page } = opened;
  await page.keyboard.press('Tab');
  assert.is(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.is(await page.evaluate(() => document.activeElement?.id), 'main');
  await tabTo(page, 'a[href="#stage-split"]');
  await page.keyboard.press('Enter');
  assert.is(new URL(page.url()).hash, '#stage-split');
  await page.locator('#stage-split summary').last().focus();
  await page.keyboard.press('Enter');
  assert.ok(
    await page
      .locator('#stage-split details')
      .last()
      .evaluate((fold) => (fold as HTMLDetailsElement).open),
  );
  await page.locator('[data-wake="1"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-chart="1"] .awake svg').waitFor();
});

test('each thing that takes the keyboard shows that it has it', async () => {
  await using opened = await openPage(browser, html);
  const { page } = opened;
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press('Tab');
    const look = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      const box = element.querySelector('.box');
      const style = getComputedStyle(element);
      return {
        name: element.outerHTML.slice(0, 80),
        isShown:
          style.outlineStyle !== 'none' || (box !== null && getComputedStyle(box).strokeWidth === '3px'),
      };
    });
    assert.ok(look.isShown, look.name);
  }
});

test('wakes charts without a request, a message or eval, and shows values and zooms', async () => {
  await using opened = await openPage(browser, html);
  const { page } = opened;
  const wakes = await page.locator('[data-wake]').count();
  assert.is(wakes, 10);
  for (let index = 0; index < wakes; index += 1) {
    await page.locator(`[data-wake="${index}"]`).click();
    const awake = page.locator(`[data-chart="${index}"] .awake svg[role=img]`);
    await awake.waitFor();
    assert.match((await awake.getAttribute('aria-label')) ?? '', /\w{4}/);
  }
  const confusion = page.locator('[data-chart="2"] .awake');
  await confusion.scrollIntoViewIfNeeded();
  await confusion.locator('.mark-rect.role-mark path').first().hover({ force: true });
  await page.locator('#tip').waitFor();
  assert.match((await page.locator('#tip').textContent()) ?? '', /predicted: sell/);
  const curves = page.locator('[data-chart="1"] .awake');
  await curves.scrollIntoViewIfNeeded();
  const labels = () => curves.locator('.role-axis-label').first().textContent();
  const before = await labels();
  await curves.hover();
  await page.mouse.wheel(0, -400);
  await page.waitForTimeout(100);
  assert.is.not(await labels(), before);
  assert.equal(opened.requests, []);
  assert.equal(opened.messages, []);
});

test('gives the data of a chart as CSV', async () => {
  await using opened = await openPage(browser, html);
  const waiting = opened.page.waitForEvent('download');
  await opened.page.locator('[data-csv="2"]').click();
  const download = await waiting;
  assert.is(download.suggestedFilename(), 'confusion-matrix.csv');
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  assert.is(
    text.split('\r\n').slice(0, 2).join('|'),
    'actual,predicted,rows,share|sell,sell,61,0.45185185185185184',
  );
  assert.equal(opened.messages, []);
});

test('prints on white, also from a dark screen, with nothing cut off at the side', async () => {
  await using opened = await openPage(browser, html, { colorScheme: 'dark' });
  const { page } = opened;
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.is(await paper(), 'rgb(20, 23, 26)');
  await page.emulateMedia({ media: 'print' });
  assert.is(await paper(), 'rgb(255, 255, 255)');
  assert.is(await page.locator('button:visible').count(), 0);
  await page.setViewportSize({ width: 690, height: 1000 });
  assert.is(await page.evaluate(() => document.documentElement.scrollWidth), 690);
  const pdf = await page.pdf({ format: 'A4' });
  assert.is(pdf.subarray(0, 5).toString(), '%PDF-');
});

async function tabTo(page: import('playwright-core').Page, selector: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab reaches ${selector}`);
}

test.run();
