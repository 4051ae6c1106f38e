import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildReportRuntime } from '../../scripts/build-report-runtime.ts';
import type { ReportRuntime } from '../../src/report/page/report-runtime.ts';

/** The browser runtime, built as the package builds it: a test needs no earlier build. */
export async function reportRuntime(): Promise<ReportRuntime> {
  const folder = await mkdtemp(join(tmpdir(), 'labbook-runtime-'));
  try {
    await buildReportRuntime(join(folder, 'report-runtime.js.gz'));
    const gzip = await readFile(join(folder, 'report-runtime.js.gz'));
    return { gzip, script: gunzipSync(gzip).toString('utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
