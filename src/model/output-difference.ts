import type { Json } from '../base/json.ts';

/** Where two files of one output begin to differ. */
export type OutputDifference =
  /** The first tensor, column, or value that differs, and the largest distance in it. */
  | {
      readonly kind: 'numbers';
      /** What is named: a tensor of a model, a column of a table, a path in a JSON document. */
      readonly of: 'tensor' | 'column' | 'value';
      readonly name: string;
      readonly largest: number;
      /** How many of its numbers differ, of how many. */
      readonly count: number;
      readonly total: number;
    }
  /** Something that has no distance: a text, a type. */
  | {
      readonly kind: 'value';
      readonly of: 'tensor' | 'column' | 'value';
      readonly name: string;
      readonly recorded: Json;
      readonly made: Json;
    }
  /** Columns, tables, tensors, or their shapes are not the same. */
  | {
      readonly kind: 'shape';
      readonly of: 'tensor' | 'column' | 'rows' | 'value';
      readonly name: string;
      readonly recorded: string;
      readonly made: string;
    }
  | { readonly kind: 'bytes'; readonly offset: number; readonly recorded: number; readonly made: number }
  /** A file of a folder is in one of the two alone; `in` says in which. */
  | { readonly kind: 'folder-file'; readonly path: string; readonly in: 'recorded' | 'made' }
  /** The recorded file is not here to be compared with. */
  | { readonly kind: 'not-kept' };
