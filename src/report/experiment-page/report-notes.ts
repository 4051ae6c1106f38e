/** What is known of an experiment beside its record, which is written once and never edited. */
export interface ReportNotes {
  readonly name?: string | null;
  readonly hypothesis?: string | null;
  readonly tags?: readonly string[];
  readonly notes?: readonly { readonly at: string; readonly text: string }[];
  readonly checks?: readonly ReportCheck[];
}

/** The outcome of a check on the experiment as a whole, such as one for leakage. */
export interface ReportCheck {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly detail: string;
}
