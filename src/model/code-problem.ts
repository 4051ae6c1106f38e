import type { Span } from './span.ts';

/** What is wrong with a stage's code before it is run. */
export type StageCodeProblem =
  /** The bundler's message: a syntax error, an import that leads nowhere. */
  | { readonly kind: 'code-broken'; readonly detail: string; readonly span: Span }
  | { readonly kind: 'run-missing'; readonly stage: string; readonly file: string; readonly span?: Span }
  /** `run` or `view` is no function, or `params` no zod schema of an object. */
  | {
      readonly kind: 'wrong-export';
      readonly stage: string;
      readonly file: string;
      readonly name: 'run' | 'view' | 'params';
      readonly span?: Span;
    }
  /** What a parameter becomes is not given by pipeline.yaml and the schema alone: it would differ from run to run. */
  | {
      readonly kind: 'param-unsteady';
      readonly stage: string;
      readonly param: string;
      readonly from: 'clock' | 'environment';
      readonly span?: Span;
    }
  /** Loading the stage's `params` reads a file, relative to the project where it lies there. */
  | { readonly kind: 'params-read'; readonly stage: string; readonly path: string; readonly span?: Span }
  /** Loading the stage's `params` threw, or gives what no record can hold. */
  | { readonly kind: 'params-broken'; readonly stage: string; readonly detail: string; readonly span?: Span }
  /** pipeline.yaml gives params to a stage whose file exports no schema for them. */
  | { readonly kind: 'params-missing'; readonly stage: string; readonly file: string; readonly span?: Span };
