/** One thing that labbook needs, and how it stands. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'broken';
  readonly detail: string;
  /** What to do; empty where there is nothing to do. */
  readonly fix: string;
}

export function finding(
  what: string,
  { state, detail, fix = '' }: { state: Finding['state']; detail: string; fix?: string },
): Finding {
  return { what, state, detail, fix };
}
