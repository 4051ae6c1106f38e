import { join } from 'node:path';
import { readPredictions } from '../experiment/compare/read-predictions.ts';
import { readRecord } from '../experiment/record/read-record.ts';
import type { CheckSummary } from '../model/check-summary.ts';
import type { ExperimentId } from '../model/record.ts';
import { checkPage } from '../report/gate/check-page.ts';
import { writePage } from '../report/page/write-page.ts';
import { pageName } from './compare.ts';

/**
 * Writes what a check found as a page, and beside it the comparison of both experiments where the accepted one is
 * here; gives the path of the first, and of the second or null.
 */
export async function writeCheckPage(
  root: string,
  summary: CheckSummary,
): Promise<{ readonly page: string; readonly comparison: string | null }> {
  const { baseline, experiment } = summary;
  const comparison =
    baseline === null ? null : await writeComparison(root, [baseline.experiment, experiment]);
  const page = 'reports/check.html';
  await writePage(join(root, page), checkPage(summary, { comparison }));
  return { page, comparison: comparison === null ? null : `reports/${comparison}` };
}

async function writeComparison(root: string, ids: readonly ExperimentId[]): Promise<string | null> {
  if (new Set(ids).size < 2) return null;
  const found = [];
  for (const id of ids) {
    const record = await readRecord(root, id);
    if (!record.ok) return null;
    found.push({ record: record.value, predictions: await readPredictions(root, record.value) });
  }
  const { compareExperiments } = await import('../experiment/compare/compare-experiments.ts');
  const { renderComparePage } = await import('../report/compare/compare-page.ts');
  const comparison = compareExperiments(found, { baseline: 0 });
  const records = found.map(({ record }) => record);
  const name = pageName(comparison);
  await writePage(join(root, 'reports', name), await renderComparePage({ comparison, records }));
  return name;
}
