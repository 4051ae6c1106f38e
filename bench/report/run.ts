/**
 * A report page with ten charts beside a page that draws the same specs by vega-embed: bytes, time until all
 * charts stand in the page, JavaScript heap, in turns within one run of one browser. Usage: npm run bench:report
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { renderExperimentPage } from '../../src/report/experiment-page/experiment-page.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { reportRuntime } from '../../test/support/report-runtime.ts';
import { sampleCharts } from '../../test/support/sample-charts.ts';
import { sampleRecord, sampleStage } from '../../test/support/sample-record.ts';
import { embedPage } from './embed-page.ts';

interface PageKind {
  readonly name: string;
  readonly address: string;
  readonly bytes: number;
  /** Finds the charts once they are drawn. */
  readonly selector: string;
}

interface Visit {
  readonly chartsMs: number;
  readonly heapBytes: number;
}

const rounds = 15;
const embedVersion = '7.3.0';
const folder = await mkdtemp(join(tmpdir(), 'labbook-bench-report-'));
try {
  const charts = sampleCharts();
  const stages = [sampleStage('evaluate', { displays: charts })];
  const runtime = await reportRuntime();
  const began = performance.now();
  const page = await renderExperimentPage({ record: sampleRecord({ stages }), runtime });
  const firstMs = performance.now() - began;
  const again = performance.now();
  await renderExperimentPage({ record: sampleRecord({ stages }), runtime });
  const nextMs = performance.now() - again;

  await promisify(execFile)('npm', [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `vega-embed@${embedVersion}`,
  ]);
  const kinds = [
    await kindOf('labbook', page, '[data-chart] > svg'),
    await kindOf(
      'vega-embed',
      await embedPage(charts, { packages: join(folder, 'node_modules') }),
      '.chart svg.marks',
    ),
  ];
  const browser = await launchBrowser();
  const visits = new Map<string, Visit[]>(kinds.map((kind) => [kind.name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      // The order turns, so that neither page is always the first of a round.
      for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
        visits.get(kind.name)?.push(await visit(browser, kind, charts.length));
      }
    }
  } finally {
    await browser.close();
  }
  print(kinds, visits);
  console.log(
    `rendering the page: first ${firstMs.toFixed(0)} ms with loading Vega, then ${nextMs.toFixed(0)} ms`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function kindOf(name: string, html: string, selector: string): Promise<PageKind> {
  const path = join(folder, `${name}.html`);
  await writeFile(path, html);
  return { name, address: pathToFileURL(path).href, bytes: Buffer.byteLength(html), selector };
}

async function visit(browser: Browser, kind: PageKind, count: number): Promise<Visit> {
  const context = await browser.newContext({ offline: true, viewport: { width: 1000, height: 900 } });
  try {
    const page = await context.newPage();
    // Looked at once a frame, from the start of the navigation: the frame in which all charts have a size.
    await page.addInitScript({ content: watcher(kind.selector, count) });
    await page.goto(kind.address);
    await page.waitForFunction(() => 'chartsMs' in globalThis, undefined, { timeout: 20_000 });
    const chartsMs = await page.evaluate(() => (globalThis as unknown as { chartsMs: number }).chartsMs);
    const session = await context.newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { chartsMs, heapBytes: usedSize };
  } finally {
    await context.close();
  }
}

/** A text and no function: what compiles this file adds names to functions that a page does not know. */
function watcher(selector: string, count: number): string {
  return `(() => {
  const isDrawn = (svg) => svg.getBoundingClientRect().width > 0 && svg.querySelector('path, rect, line') !== null;
  const look = () => {
    const drawn = [...document.querySelectorAll(${JSON.stringify(selector)})].filter(isDrawn);
    if (drawn.length === ${count}) globalThis.chartsMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;
}

function print(kinds: readonly PageKind[], visits: ReadonlyMap<string, readonly Visit[]>): void {
  const rows = kinds.map((kind) => {
    const seen = visits.get(kind.name) ?? [];
    return {
      name: kind.name,
      bytes: kind.bytes,
      chartsMs: median(seen.map((one) => one.chartsMs)),
      heapBytes: median(seen.map((one) => one.heapBytes)),
    };
  });
  console.log(`ten charts, ${rounds} visits each, medians`);
  for (const row of rows) {
    console.log(
      `${row.name.padEnd(11)} ${(row.bytes / 1000).toFixed(0).padStart(5)} kB  charts after ${row.chartsMs.toFixed(0).padStart(4)} ms  heap ${(row.heapBytes / 1e6).toFixed(1).padStart(5)} MB`,
    );
  }
  const [own, peer] = rows;
  if (own === undefined || peer === undefined) return;
  const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}×`;
  console.log(
    `labbook / vega-embed: bytes ${ratio(own.bytes, peer.bytes)}, charts ${ratio(own.chartsMs, peer.chartsMs)}, heap ${ratio(own.heapBytes, peer.heapBytes)}`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
