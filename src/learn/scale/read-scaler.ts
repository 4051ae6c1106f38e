import type { ScaledColumn, ScalerState } from './fit-scaler.ts';

/** A scaler's state from JSON of unknown origin; throws an `Error` that says what is wrong with it. */
export function readScaler(value: unknown): ScalerState {
  const state = value as Partial<ScalerState> | null;
  if (typeof state !== 'object' || state === null || state.schema !== 'labbook.scaler/1') {
    throw new Error('this is not a scaler: its `schema` is not "labbook.scaler/1"');
  }
  const { kind, columns } = state;
  if (kind !== 'min-max' && kind !== 'min-max-symmetric' && kind !== 'standard' && kind !== 'robust') {
    throw new Error(`there is no scaler of kind ${JSON.stringify(kind)}`);
  }
  if (!Array.isArray(columns)) throw new Error('the scaler has no `columns`');
  const names = new Set<string>();
  const checked = columns.map((column: Partial<ScaledColumn> | null, i): ScaledColumn => {
    const { name, center, scale, offset } = column ?? {};
    if (typeof name !== 'string' || names.has(name))
      throw new Error(`column ${i} of the scaler has no name of its own`);
    names.add(name);
    if (!isFiniteNumber(center) || !isFiniteNumber(offset) || !isFiniteNumber(scale) || scale <= 0) {
      throw new Error(
        `the scaler's column "${name}" needs finite \`center\` and \`offset\` and a \`scale\` above 0`,
      );
    }
    return { name, center, scale, offset };
  });
  return { schema: 'labbook.scaler/1', kind, columns: checked };
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
