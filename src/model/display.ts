import type { Json, JsonObject } from '../base/json.ts';

/** Something a stage's `view` shows in its notebook cell; part of the stage's result. */
export type Display = ChartDisplay | TableDisplay | MarkdownDisplay | ImageDisplay;

/** A Vega-Lite chart. Its data stand inline in the spec; at most 5,000 marks. */
export interface ChartDisplay {
  readonly kind: 'chart';
  readonly title: string;
  /** The text alternative: what a person who cannot see the chart needs to know. */
  readonly description: string;
  /** A Vega-Lite 6 specification without `$schema`, remote data or functions. */
  readonly spec: JsonObject;
  /** The chart's data as the reader can have them, as a table and as CSV. */
  readonly data: readonly TableColumn[];
}

export interface TableDisplay {
  readonly kind: 'table';
  readonly title: string;
  readonly description?: string;
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  /** One value a row; missing is null. */
  readonly values: readonly Json[];
  /** How numbers are shown: `percent` takes 0.61 as 61 %. Default: as many digits as they need, up to 4. */
  readonly format?: NumberFormat;
}

/** `year` is a whole number without a comma. */
export type NumberFormat = 'integer' | 'percent' | 'fixed2' | 'fixed4' | 'year' | 'date' | 'text';

/** CommonMark text; raw HTML in it is shown as text. */
export interface MarkdownDisplay {
  readonly kind: 'markdown';
  readonly text: string;
}

export interface ImageDisplay {
  readonly kind: 'image';
  readonly title: string;
  readonly description: string;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/svg+xml';
  readonly base64: string;
}

/** The most marks a chart may have: more are slow to read, for people and for browsers. */
export const maxMarks = 5000;
