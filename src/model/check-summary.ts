import type { GateReport } from './gate-report.ts';
import type { Looks } from './looks.ts';
import type { ExperimentId } from './record.ts';
import type { Span } from './span.ts';

/** One `labbook check`, as every form of its answer shows it. */
export interface CheckSummary {
  readonly pipeline: string;
  readonly experiment: ExperimentId;
  /** Seeds that the candidate was scored with. */
  readonly seeds: number;
  readonly baseline: {
    readonly experiment: ExperimentId;
    readonly acceptedAt: string;
    readonly reason: string;
  } | null;
  readonly report: GateReport;
  /** Where each verdict's gate stands in pipeline.yaml. */
  readonly spans: Readonly<Record<string, Span>>;
  readonly looks: Looks | null;
  /** The command that finds the cause, where there is something to find. */
  readonly bisect: string | null;
}
