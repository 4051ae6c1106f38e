import type { z } from 'zod';
import type { Digest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { ChartDisplay, Display, ImageDisplay, TableDisplay } from './display.ts';
import type { Metric } from './metric.ts';
import type { PredictionsDeclaration } from './predictions.ts';

/** A file that a stage declared as an input, or an output of its own that its `view` reads. */
export interface InputFile {
  /** Absolute path, to be read only. */
  readonly path: string;
  readonly format: OutputFormat;
  readonly digest: Digest;
  /** Of a glob or a folder every file, ordered by path; else this one file. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

export interface OutputFile {
  /** Absolute path of a file that does not exist yet, which the stage writes; of a folder that is there and empty. */
  readonly path: string;
  readonly format: OutputFormat;
}

/** `folder`: any number of files below one path. */
export type OutputFormat = 'parquet' | 'duckdb' | 'csv' | 'json' | 'file' | 'folder';

export interface Progress {
  /** Units of work done, of `total`, where that is known. */
  readonly done: number;
  readonly total?: number;
  /** What a unit is: `epoch`, `tree`, `rows`. */
  readonly unit?: string;
  readonly message?: string;
  /** Numbers to show beside it, such as `{loss: 0.41}`. */
  readonly values?: Readonly<Record<string, number>>;
}

export interface StageLog {
  info(message: string): void;
  warn(message: string): void;
}

declare global {
  /** The stages of pipeline.yaml by name; `.labbook/types.d.ts`, which `labbook types` writes, fills it. */
  interface LabbookStages {}
}

/** What is known of the stage that `P` names, where it is a name; a name that pipeline.yaml lacks has nothing. */
type NamedStage<P> = P extends keyof LabbookStages
  ? LabbookStages[P]
  : { readonly inputs: never; readonly outputs: never; readonly params: never };
type PartOf<P, Part extends string> = NamedStage<P> extends { readonly [K in Part]: infer T } ? T : never;
type SchemaOf<P> = P extends string ? PartOf<P, 'params'> : P;
type ParamsOf<P> = SchemaOf<P> extends z.ZodType ? z.output<SchemaOf<P>> : SchemaOf<P>;
type NamesOf<P, Part extends 'inputs' | 'outputs'> = P extends string ? PartOf<P, Part> & string : string;

/**
 * What `run(ctx)` of a stage file is given. `In` and `Out` are the names of the declared inputs and outputs:
 * `run(ctx: RunContext<typeof params, 'features' | 'split', 'model'>)`. With the stage's name alone, as in
 * `RunContext<'train-forest'>`, all three come from pipeline.yaml, by way of `labbook types`.
 */
export interface RunContext<
  P = Readonly<Record<string, Json>>,
  In extends string = NamesOf<P, 'inputs'>,
  Out extends string = NamesOf<P, 'outputs'>,
> {
  readonly params: ParamsOf<P>;
  readonly inputs: Readonly<Record<In, InputFile>>;
  readonly outputs: Readonly<Record<Out, OutputFile>>;
  /** The stage's own seed, derived from the pipeline's and the stage's name; 1 … 2^31 − 1. */
  readonly seed: number;
  /** A generator seeded by `seed`; so is `Math.random` in a stage's process. */
  readonly random: () => number;
  /** Aborted when the run is cancelled or the stage's time is up. */
  readonly signal: AbortSignal;
  readonly log: StageLog;
  /** Reports a metric; a second report of the same name replaces the first. Throws where it is not finite. */
  metric(name: string, value: number, details?: Omit<Metric, 'value'>): void;
  /**
   * Says which columns of an output are truth, prediction, key, group and date, so that comparisons and gates can
   * compute from its rows the metrics that are reported `from` it.
   */
  predictions(declared: Omit<PredictionsDeclaration, 'output'> & { readonly output?: Out }): void;
  progress(progress: Progress): void;
  /** Declares the content digest of an output whose format is not byte-stable, such as `.duckdb`. */
  identify(output: Out, content: Digest): void;
}

/** What `view(ctx)` of a stage file is given: the finished outputs and metrics, and ways to show them. */
export interface ViewContext<
  P = Readonly<Record<string, Json>>,
  In extends string = NamesOf<P, 'inputs'>,
  Out extends string = NamesOf<P, 'outputs'>,
> {
  readonly params: ParamsOf<P>;
  readonly inputs: Readonly<Record<In, InputFile>>;
  readonly outputs: Readonly<Record<Out, InputFile>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly log: StageLog;
  /** Shows displays in the order given. A chart of over 5,000 marks is an error that names the fix. */
  show(...displays: readonly Display[]): void;
  chart(chart: Omit<ChartDisplay, 'kind' | 'data'> & { readonly data?: ChartDisplay['data'] }): void;
  table(table: Omit<TableDisplay, 'kind'>): void;
  markdown(text: string): void;
  image(image: Omit<ImageDisplay, 'kind'>): void;
}
