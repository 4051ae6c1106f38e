import type { Span } from './span.ts';

/** What is wrong with a stage's code before it is run. */
export type StageCodeProblem =
  /** The bundler's message: a syntax error, an import that leads nowhere. */
  | { readonly kind: 'code-broken'; readonly detail: string; readonly span: Span }
  | { readonly kind: 'run-missing'; readonly stage: string; readonly file: string; readonly span?: Span }
  /** Loading the stage's `params` threw, or it is no zod schema. */
  | { readonly kind: 'params-broken'; readonly stage: string; readonly detail: string; readonly span?: Span }
  /** pipeline.yaml gives params to a stage whose file exports no schema for them. */
  | { readonly kind: 'params-missing'; readonly stage: string; readonly file: string; readonly span?: Span };
