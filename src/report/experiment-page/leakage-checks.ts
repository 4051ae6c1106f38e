import type { ExperimentRecord, StageRecord } from '../../model/record.ts';
import { formatNumber } from '../../words/format-value.ts';
import type { ReportCheck } from './report-notes.ts';

/**
 * What the record proves about leakage between the parts of a split, a check for each stage that reports the
 * facts of `assertNoLeakage` as metrics: `rows.train`, `rows.test`, `rows.purged`, and `gap_days`, the least
 * time from the end of an earlier part's labels to the beginning of the next part. A stage that reports only
 * some of them is no such stage.
 */
export function leakageChecks(record: ExperimentRecord): readonly ReportCheck[] {
  return record.stages.flatMap((stage) => {
    const [gap, train, test] = ['gap_days', 'rows.train', 'rows.test'].map(
      (name) => stage.metrics[name]?.value,
    );
    if (gap === undefined || train === undefined || test === undefined) return [];
    return [
      {
        name: `No label of an earlier part reaches into a later one (${stage.id})`,
        state: gap > 0 ? ('passed' as const) : ('failed' as const),
        detail: `${formatNumber(train)} rows to train on, ${formatNumber(test)} to test on, at least ${formatNumber(gap)} ${gap === 1 ? 'day' : 'days'} between them${purgedText(stage)}`,
      },
    ];
  });
}

function purgedText(stage: StageRecord): string {
  const purged = stage.metrics['rows.purged']?.value;
  return purged === undefined ? '' : `, ${formatNumber(purged)} left out at the cuts`;
}
