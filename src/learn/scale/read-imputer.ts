import type { ImputerState } from './fit-imputer.ts';

/** An imputer's state from JSON of unknown origin; throws an `Error` that says what is wrong with it. */
export function readImputer(value: unknown): ImputerState {
  const state = value as Partial<ImputerState> | null;
  if (typeof state !== 'object' || state === null || state.schema !== 'labbook.imputer/1') {
    throw new Error('this is not an imputer: its `schema` is not "labbook.imputer/1"');
  }
  const { kind, columns } = state;
  if (kind !== 'mean' && kind !== 'median' && kind !== 'constant') {
    throw new Error(`there is no imputer of kind ${JSON.stringify(kind)}`);
  }
  if (!Array.isArray(columns)) throw new Error('the imputer has no `columns`');
  const names = new Set<string>();
  const checked = columns.map((column: Partial<ImputerState['columns'][number]> | null, i) => {
    const { name, value: filled } = column ?? {};
    if (typeof name !== 'string' || names.has(name)) {
      throw new Error(`column ${i} of the imputer has no name of its own`);
    }
    names.add(name);
    if (typeof filled !== 'number' || !Number.isFinite(filled)) {
      throw new Error(`the imputer's column "${name}" needs a finite \`value\``);
    }
    return { name, value: filled };
  });
  return { schema: 'labbook.imputer/1', kind, columns: checked };
}
