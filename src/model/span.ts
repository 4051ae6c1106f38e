/** A place in a text file, for a message that points at it. Lines and columns count from 1. */
export interface Span {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Characters to underline; at least 1. */
  readonly length: number;
  /** The whole source line. */
  readonly text: string;
}
