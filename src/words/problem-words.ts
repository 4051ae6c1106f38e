/** A problem in words: what is wrong, where, what was probably meant, and what to do. */
export interface Words {
  readonly title: string;
  /** A short remark that stands beside the underline, such as `did you mean "params"?`. */
  readonly remark?: string | undefined;
  readonly help?: string | undefined;
}

export function didYouMean(near: string | null): string | undefined {
  return near === null ? undefined : `did you mean "${near}"?`;
}

/** Long values are told by their beginning. */
export function abbreviated(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
