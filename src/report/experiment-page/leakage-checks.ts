import { leakageFacts } from '../../experiment/record/leakage-facts.ts';
import type { ExperimentRecord, StageRecord } from '../../model/record.ts';
import { formatNumber } from '../../words/format-value.ts';

/** The outcome of a check on the experiment as a whole, such as one for leakage. */
export interface ReportCheck {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly detail: string;
}

/** What the record proves about leakage, a check for each stage that splits. */
export function leakageChecks(record: ExperimentRecord): readonly ReportCheck[] {
  return leakageFacts(record).map(({ stage, gapDays, train, test }) => ({
    name: `No label of an earlier part reaches into a later one (${stage})`,
    state: gapDays > 0 ? ('passed' as const) : ('failed' as const),
    detail: `${formatNumber(train)} rows to train on, ${formatNumber(test)} to test on, at least ${formatNumber(gapDays)} ${gapDays === 1 ? 'day' : 'days'} between them${purgedText(record.stages.find(({ id }) => id === stage))}`,
  }));
}

function purgedText(stage: StageRecord | undefined): string {
  const purged = stage?.metrics['rows.purged']?.value;
  return purged === undefined ? '' : `, ${formatNumber(purged)} left out at the cuts`;
}
