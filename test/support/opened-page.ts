import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** An HTML text opened from disk, with all that it asked for and said meanwhile. */
export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Addresses of requests beside that of the page itself. */
  readonly requests: readonly string[];
  /** Console messages, uncaught errors, and dialogs. */
  readonly messages: readonly string[];
}

/** Writes the text into a temporary folder and opens it as `file://` in a context of its own, offline. */
export async function openPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'labbook-page-'));
  const address = pathToFileURL(join(folder, 'page.html')).href;
  await writeFile(join(folder, 'page.html'), html);
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1000, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const messages: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith(`${address}#`)) requests.push(request.url());
  });
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    messages.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return {
    page,
    requests,
    messages,
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What axe-core finds against the page as it stands: a line a finding, with the first element concerned. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const { default: axe } = await import('axe-core');
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const results = await (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
    return results.violations.map(
      (violation) =>
        `${violation.id}: ${violation.help} (${violation.nodes.length}): ${violation.nodes[0]?.html} ${violation.nodes[0]?.failureSummary}`,
    );
  });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}
