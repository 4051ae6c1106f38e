import { deflateRawSync } from 'node:zlib';
import type { ChartPayload } from '../charts/render-chart.ts';
import type { SafeHtml } from './html.ts';
import { inertBlock } from './page-shell.ts';
import type { ReportRuntime } from './report-runtime.ts';

/**
 * The data blocks that `pageScript` reads: what charts need for CSV and for waking, and Vega. Raw deflate has
 * no header, so that the bytes do not tell where they were made.
 */
export function chartBlocks(
  payloads: readonly ChartPayload[],
  runtime: ReportRuntime | null,
): readonly SafeHtml[] {
  const bytes = deflateRawSync(JSON.stringify(payloads), { level: 9 });
  const data = inertBlock({ id: 'chart-data', bytes });
  return runtime === null ? [data] : [data, inertBlock({ id: 'vega-runtime', bytes: runtime.gzip })];
}
