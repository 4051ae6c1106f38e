import { type Columns, textColumn } from '../columns.ts';
import type { EncoderState } from './fit-encoder.ts';

/**
 * The encoder's columns as numbers. `one-hot`: a column `<name>=<category>` each, of 1 where a row has it and 0
 * elsewhere; a missing or unknown category is 0 in all of them. `ordinal`: a column `<name>` of the category's
 * place from 0; a missing or unknown one is NaN, which a forest takes and a network needs imputed.
 */
export function applyEncoder(state: EncoderState, columns: Columns): Record<string, Float64Array> {
  const encoded: Record<string, Float64Array> = {};
  for (const { name, categories } of state.columns) {
    const column = textColumn(columns, name);
    const placeOf = new Map<string | null, number>(categories.map((category, place) => [category, place]));
    const places = Float64Array.from(column, (category) => placeOf.get(category) ?? Number.NaN);
    if (state.kind === 'ordinal') encoded[name] = places;
    else {
      for (const [place, category] of categories.entries()) {
        encoded[`${name}=${category}`] = places.map((own) => (own === place ? 1 : 0));
      }
    }
  }
  return encoded;
}
