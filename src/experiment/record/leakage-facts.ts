import type { LeakageFact } from '../../model/gate-report.ts';
import type { ExperimentRecord } from '../../model/record.ts';

/**
 * What the record proves about leakage between the parts of a split, for each stage that reports the facts of
 * `assertNoLeakage` as metrics: `rows.train`, `rows.test` and `gap_days`, the least time from the end of an
 * earlier part's labels to the beginning of the next part. A stage that reports only some of them is no such
 * stage.
 */
export function leakageFacts(record: ExperimentRecord): readonly LeakageFact[] {
  return record.stages.flatMap((stage) => {
    const [gapDays, train, test] = ['gap_days', 'rows.train', 'rows.test'].map(
      (name) => stage.metrics[name]?.value,
    );
    if (gapDays === undefined || train === undefined || test === undefined) return [];
    return [{ stage: stage.id, gapDays, train, test }];
  });
}
