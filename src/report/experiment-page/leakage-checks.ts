import { leakageFacts } from '../../experiment/record/leakage-facts.ts';
import type { LeakageFact } from '../../model/gate-report.ts';
import type { ExperimentRecord, StageRecord } from '../../model/record.ts';
import { formatNumber } from '../../words/format-value.ts';
import { leakageDetail, leakageName, leakagePlaces, unreadWords } from '../../words/leakage-words.ts';

/** The outcome of a check on the experiment as a whole, such as one for leakage. */
export interface ReportCheck {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly detail: string;
  /** Where it fails, a sentence each. */
  readonly places?: readonly string[];
}

/**
 * What the record proves about leakage: what was read from its tables and what its probes came to. What a stage
 * reports of itself is believed only where it was recorded before labbook looked.
 */
export function leakageChecks(record: ExperimentRecord): readonly ReportCheck[] {
  const { checks } = record;
  const proved = (checks ?? []).map((check) => ({
    name: leakageName(check),
    state: check.state,
    detail: leakageDetail(check),
    places: leakagePlaces(check),
  }));
  const read = new Set((checks ?? []).flatMap((check) => (check.kind === 'split' ? [check.stage] : [])));
  const reported = leakageFacts(record)
    .filter(({ stage }) => !read.has(stage))
    .map((facts) => reportedCheck(facts, record));
  return [
    ...proved,
    ...reported.map((check) => (checks === undefined || check.state === 'failed' ? check : unread(check))),
  ];
}

function unread(check: ReportCheck): ReportCheck {
  return { ...check, state: 'unknown', detail: unreadWords(check.detail) };
}

function reportedCheck({ stage, gapDays, train, test }: LeakageFact, record: ExperimentRecord): ReportCheck {
  return {
    name: `No label of an earlier part reaches into a later one (${stage})`,
    state: gapDays > 0 ? ('passed' as const) : ('failed' as const),
    detail: `${formatNumber(train)} rows to train on, ${formatNumber(test)} to test on, at least ${formatNumber(gapDays)} ${gapDays === 1 ? 'day' : 'days'} between them${purgedText(record.stages.find(({ id }) => id === stage))}`,
  };
}

function purgedText(stage: StageRecord | undefined): string {
  const purged = stage?.metrics['rows.purged']?.value;
  return purged === undefined ? '' : `, ${formatNumber(purged)} left out at the cuts`;
}
