import type { Span } from './span.ts';

/** A mistake in pipeline.yaml, or in a `--set`, and where it stands. `at` is a path such as `stages.train`. */
export type ConfigProblem = { readonly span: Span } & ConfigProblemFacts;

export type ConfigProblemFacts =
  /** `detail` is the YAML parser's own message. */
  | { readonly kind: 'yaml-syntax'; readonly detail: string }
  /** Aliases expand to too much, or nesting is too deep, to be a pipeline. */
  | { readonly kind: 'yaml-too-complex'; readonly limit: 'values' | 'depth'; readonly max: number }
  | { readonly kind: 'duplicate-key'; readonly key: string; readonly firstLine: number }
  | {
      readonly kind: 'unknown-key';
      readonly at: string;
      readonly key: string;
      readonly near: string | null;
      readonly allowed: readonly string[];
    }
  | { readonly kind: 'missing-key'; readonly at: string; readonly key: string }
  | { readonly kind: 'wrong-type'; readonly at: string; readonly expected: string; readonly found: string }
  | { readonly kind: 'bad-value'; readonly at: string; readonly given: string; readonly rule: ValueRule }
  /** A list or mapping that must hold something. */
  | { readonly kind: 'empty'; readonly at: string }
  | { readonly kind: 'bad-name'; readonly what: NamedThing; readonly given: string }
  | { readonly kind: 'conflicting-keys'; readonly at: string; readonly keys: readonly [string, string] }
  | {
      readonly kind: 'unknown-reference';
      readonly what: 'stage' | 'output' | 'source' | 'param' | 'model' | 'placeholder' | 'matrix';
      readonly given: string;
      readonly near: string | null;
      readonly known: readonly string[];
    }
  /** `${env.…}` outside sources, `${params.…}` where none is followed, or a `${…}` of another form. */
  | {
      readonly kind: 'misplaced-reference';
      readonly given: string;
      readonly what: 'env' | 'params' | 'matrix' | 'broken' | 'other';
      readonly at: string;
    }
  | { readonly kind: 'unset-env'; readonly name: string }
  /** A list or mapping cannot stand inside a text. */
  | { readonly kind: 'bad-interpolation'; readonly given: string; readonly found: string }
  /** Stage ids in order; the last reads from the first. */
  | { readonly kind: 'cycle'; readonly stages: readonly string[] }
  | {
      readonly kind: 'output-clash';
      readonly path: string;
      readonly stage: string;
      readonly other: { readonly stage: string; readonly path: string; readonly line: number };
    }
  | { readonly kind: 'path-escapes'; readonly path: string; readonly how: 'absolute' | 'parent' | 'link' }
  /** Not a path of a file: empty, ending in a slash, with a backslash or NUL. */
  | { readonly kind: 'bad-path'; readonly path: string }
  | { readonly kind: 'output-overwrites'; readonly path: string; readonly what: ProtectedThing }
  /** A file or glob input reads what a stage writes; `reference` is how to say so. */
  | { readonly kind: 'input-is-output'; readonly given: string; readonly reference: string }
  | {
      readonly kind: 'matrix-too-large';
      readonly at: string;
      readonly cells: number;
      readonly most: number;
    }
  | { readonly kind: 'matrix-excludes-nothing'; readonly at: string }
  /** Two combinations have one name. */
  | { readonly kind: 'matrix-clash'; readonly at: string; readonly name: string }
  | { readonly kind: 'extract-output' }
  /** The output that is to hold metrics is no JSON. */
  | { readonly kind: 'metrics-not-json'; readonly output: string }
  /** No word of the command names this output: the program cannot know where to write it. */
  | { readonly kind: 'output-unnamed'; readonly stage: string; readonly output: string }
  /** A word of the command is a file of the project that the stage does not declare as its code. */
  | {
      readonly kind: 'code-undeclared';
      readonly stage: string;
      readonly path: string;
      readonly declared: readonly string[];
    }
  /** A program that is not there, or that did not tell its version; `fault` says how. */
  | {
      readonly kind: 'program-unusable';
      readonly stage: string;
      readonly program: string;
      readonly question: readonly string[];
      readonly fault: ProgramFault;
      readonly near: string | null;
      /** What it wrote, at its end. */
      readonly said: string;
    }
  | {
      readonly kind: 'missing-file';
      readonly what: 'stage module' | 'input' | 'seed module' | 'seed file' | 'code file';
      readonly path: string;
      readonly owner: string;
    }
  /** A folder stands where a file is meant. */
  | {
      readonly kind: 'is-folder';
      readonly path: string;
      readonly of: 'input' | 'output' | 'module' | 'code';
    }
  /** A folder that is an input holds what cannot be kept; `file` is relative to it. */
  | {
      readonly kind: 'folder-unusable';
      readonly path: string;
      readonly file: string;
      readonly fault: 'link' | 'special' | 'name' | 'case';
    }
  | { readonly kind: 'empty-glob'; readonly pattern: string }
  /** A password stands in pipeline.yaml itself, which is recorded with each experiment. */
  | { readonly kind: 'secret-in-file'; readonly at: string }
  | { readonly kind: 'bad-url'; readonly at: string }
  /** Who can change a model could change the keys that it is checked by. */
  | { readonly kind: 'keys-among-models'; readonly path: string }
  /** A `--set` that cannot be read, or that names what no `--set` may change. */
  | { readonly kind: 'bad-override'; readonly given: string; readonly reason: OverrideFault }
  /** The stage's own params schema refused a value; `detail` is the schema's message. */
  | {
      readonly kind: 'param-rejected';
      readonly stage: string;
      readonly param: string;
      readonly detail: string;
    };

export type NamedThing =
  | 'stage'
  | 'source'
  | 'input'
  | 'output'
  | 'param'
  | 'model'
  | 'model file'
  | 'environment variable';

export type ProtectedThing =
  | { readonly kind: 'stage-module'; readonly stage: string }
  | { readonly kind: 'input'; readonly stage: string }
  | { readonly kind: 'source-file'; readonly source: string }
  | { readonly kind: 'code' }
  | { readonly kind: 'project-file' }
  | { readonly kind: 'own-folder'; readonly folder: string };

export type ProgramFault = 'not-found' | 'failed' | 'timeout' | 'silent';

export type OverrideFault = 'no-equals' | 'bad-path' | 'bad-value' | 'not-settable' | 'inside-value';

/** What a value must be. */
export type ValueRule =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** A number within bounds; null for none. */
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null }
  | { readonly kind: 'one-of'; readonly values: readonly string[]; readonly near: string | null }
  | { readonly kind: 'duration' }
  | { readonly kind: 'size' }
  /** A day as `2015-12-31`. */
  | { readonly kind: 'date' }
  | { readonly kind: 'version' }
  /** A number that is neither NaN nor infinite, and that a double holds exactly where it is an integer. */
  | { readonly kind: 'exact-number' };
