import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareExperiments } from '../../../src/experiment/compare/compare-experiments.ts';
import { summariseRecord } from '../../../src/experiment/query/experiment-summary.ts';
import type { ExperimentRecord } from '../../../src/model/record.ts';
import { renderComparePage } from '../../../src/report/compare/compare-page.ts';
import { renderIndexPage } from '../../../src/report/index-page/render-index-page.ts';
import { launchBrowser } from '../../support/browser.ts';
import { scoredExperiment } from '../../support/compared-experiments.ts';
import { hostileRecord, hostileTexts } from '../../support/hostile-record.ts';
import { openPage } from '../../support/opened-page.ts';
import { scoredRows } from '../../support/scored-rows.ts';

const test = suite('hostile content of comparisons and the index');

let browser: Browser;
let pages: readonly string[];

/** Rows whose symbols, labels and classes are hostile, too. */
function hostileRows(seed: number) {
  const rows = scoredRows({ days: 20, seed });
  const renamed = (column: unknown) => (column as readonly string[]).map((text) => `${text} ${hostileTexts}`);
  const { symbol, ts, part, actual, predicted } = rows;
  return {
    symbol: renamed(symbol),
    ts: ts ?? [],
    part: part ?? [],
    actual: renamed(actual),
    predicted: renamed(predicted),
  };
}

function hostileExperiment(seed: number) {
  const made = scoredExperiment(hostileRows(seed), { metrics: {} });
  const base = hostileRecord();
  const metric = { value: seed / 10, headline: true, direction: 'higher' as const };
  const [first, second] = base.stages;
  const text = `${hostileTexts} ${seed}`;
  const record: ExperimentRecord = {
    ...base,
    id: `${hostileTexts}${seed}` as never,
    metrics: { [hostileTexts]: metric, [`evaluate.${hostileTexts}`]: metric },
    environment: { ...base.environment, cpu: text },
    pipeline: { ...base.pipeline, params: { [hostileTexts]: text, nested: { [hostileTexts]: seed } } },
    stages: [first, second].flatMap((stage) =>
      stage === undefined
        ? []
        : [
            {
              ...stage,
              state: 'ran' as const,
              fingerprint: `sha256:${String(seed).repeat(64)}` as never,
              recipe: stage.recipe === null ? null : { ...stage.recipe, params: { [hostileTexts]: text } },
              source: { path: hostileTexts, text },
              outputs: stage.outputs.map((output) => ({
                ...output,
                content: `sha256:${String(seed).repeat(64)}` as never,
              })),
            },
          ],
    ),
  };
  return { ...made, record };
}

test.before(async () => {
  browser = await launchBrowser();
  const experiments = [1, 2, 3].map(hostileExperiment);
  const records = experiments.map(({ record }) => record);
  const comparisons = [2, 3].map((count) => compareExperiments(experiments.slice(0, count), { baseline: 0 }));
  pages = [
    ...(await Promise.all(
      comparisons.map((comparison) => renderComparePage({ comparison, records, runtime: null })),
    )),
    renderIndexPage(records.map(summariseRecord)),
  ];
});

test.after(() => browser.close());

test('nothing of it runs, asks for anything, or makes the browser complain, with the policy or without', async () => {
  for (const html of pages.flatMap((page) => [page, withoutPolicy(page)])) {
    await using opened = await openPage(browser, html);
    await opened.page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
    for (const button of await opened.page.locator('button.sort').all()) await button.dispatchEvent('click');
    assert.equal(opened.messages, []);
    assert.equal(opened.requests, []);
  }
});

test('no page holds an element, handler or address that came from it', async () => {
  for (const html of pages) {
    await using opened = await openPage(browser, withoutPolicy(html), { javaScriptEnabled: false });
    const found = await opened.page.evaluate(() => {
      const all = [...document.querySelectorAll('*')];
      return {
        handlers: all.flatMap((element) =>
          element.getAttributeNames().filter((name) => name.startsWith('on')),
        ),
        styles: all.filter((element) => element.hasAttribute('style')).length,
        foreign: all.filter((element) =>
          element.matches('iframe, object, embed, base, foreignObject, image, img, animate, set, use'),
        ).length,
        scripts: [...document.querySelectorAll('script')].filter(({ id }) => id === '').length,
        addresses: all
          .flatMap((element) =>
            ['href', 'src', 'xlink:href', 'action'].map((name) => element.getAttribute(name)),
          )
          .filter((address) => address !== null && !/^(#|data:,$)/.test(address)),
      };
    });
    assert.equal(found, { handlers: [], styles: 0, foreign: 0, scripts: 1, addresses: [] });
  }
});

test('characters that hide or reorder are written out', () => {
  const hidden = [0x202a, 0x202e, 0x2066, 0x200b, 0x00, 0x07, 0x1b].map((code) => String.fromCharCode(code));
  for (const html of pages) {
    assert.equal(
      hidden.filter((character) => html.includes(character)),
      [],
    );
  }
});

function withoutPolicy(page: string): string {
  const open = page.replace(/<meta http-equiv[^>]*>/, '');
  assert.is.not(open, page);
  return open;
}

test.run();
