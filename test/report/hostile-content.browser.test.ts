import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderExperimentPage } from '../../src/report/experiment-page/experiment-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { hostileRecord, hostileTexts } from '../support/hostile-record.ts';
import { openPage } from '../support/opened-page.ts';
import { reportRuntime } from '../support/report-runtime.ts';

const test = suite('hostile content');

let browser: Browser;
let html: string;

test.before(async () => {
  browser = await launchBrowser();
  const record = hostileRecord();
  html = await renderExperimentPage({
    record,
    baseline: record,
    notes: [{ at: hostileTexts, text: hostileTexts }],
    runtime: await reportRuntime(),
  });
});

test.after(async () => {
  await browser.close();
});

test('nothing of it runs, asks for anything, or makes the browser complain, with the policy or without', async () => {
  for (const text of [html, withoutPolicy(html)]) {
    await using opened = await openPage(browser, text);
    const { page } = opened;
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    const wakes = page.locator('[data-wake]');
    for (let left = await wakes.count(); left > 0; left = await wakes.count()) {
      await wakes.first().click();
      await page.waitForTimeout(100);
    }
    await page.mouse.move(400, 400);
    assert.equal(opened.messages, []);
    assert.equal(opened.requests, []);
  }
});

test('the page holds no element, handler or address that came from it', async () => {
  // Looked at as the parser leaves it, without the page's script and without a policy that would hide a hole.
  await using opened = await openPage(browser, withoutPolicy(html), { javaScriptEnabled: false });
  const found = await opened.page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    return {
      handlers: all.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
      styles: all.filter((element) => element.hasAttribute('style')).length,
      foreign: all.filter((element) =>
        element.matches('iframe, object, embed, base, form, foreignObject, image, animate, set, use'),
      ).length,
      scripts: [...document.querySelectorAll('script')].map((script) => script.id || 'page script'),
      styleSheets: document.querySelectorAll('style').length,
      titles: document.querySelectorAll('head > title').length,
      addresses: all
        .flatMap((element) =>
          ['href', 'src', 'xlink:href', 'action'].map((name) => element.getAttribute(name)),
        )
        .filter(
          (address): address is string =>
            address !== null && !/^(#|https:\/\/|data:image\/svg\+xml;base64,|data:,$)/.test(address),
        ),
      images: [...document.images].filter((image) => !image.src.startsWith('data:image/')).length,
    };
  });
  assert.equal(found, {
    handlers: [],
    styles: 0,
    foreign: 0,
    scripts: ['chart-data', 'vega-runtime', 'page script'],
    styleSheets: 1,
    titles: 1,
    addresses: [],
    images: 0,
  });
  assert.equal(opened.messages, []);
  assert.equal(opened.requests, []);
});

test('characters that hide or reorder are written out', () => {
  const hidden = [0x202a, 0x202e, 0x2066, 0x200b, 0x00, 0x07, 0x1b].map((code) => String.fromCharCode(code));
  assert.equal(
    hidden.filter((character) => html.includes(character)),
    [],
  );
  assert.match(html, 'abc⟨U+202E⟩gnp.exe⟨U+200B⟩⟨U+2066⟩');
});

test('a chart that asks for what a page does not do says so in its place', () => {
  for (const words of [
    'has a `url`: a report loads nothing',
    'has `href`: a chart of a report has no links',
  ]) {
    assert.match(html, words);
  }
});

function withoutPolicy(page: string): string {
  const open = page.replace(/<meta http-equiv[^>]*>/, '');
  assert.is.not(open, page);
  return open;
}

test.run();
