import type { Columns } from '../../learn/columns.ts';
import type { PredictionsDeclaration } from '../../model/predictions.ts';

/** The columns under the names of the convention, as the stage declared them; the others as they are. */
export function declaredColumns(columns: Columns, declared: PredictionsDeclaration | undefined): Columns {
  if (declared === undefined) return columns;
  const { actual = 'actual', predicted = 'predicted', part, probabilities = {}, target } = declared;
  const read = (name: string) => {
    const column = columns[name] ?? [];
    // As names, digits are: 3 and not 3.0.
    return target === 'labels' && ArrayBuffer.isView(column)
      ? Array.from(column as ArrayLike<number>, (value) => (Number.isNaN(value) ? null : String(value)))
      : column;
  };
  const others = Object.entries(columns).map(([name, column]) =>
    target === 'labels' && /^predicted_.|._predicted$/s.test(name) ? [name, read(name)] : [name, column],
  );
  const named = Object.entries(probabilities).flatMap(([label, name]) =>
    Object.hasOwn(columns, name) ? [[`p_${label}`, columns[name]]] : [],
  );
  return Object.fromEntries([
    ...others,
    ...named,
    ['actual', read(actual)],
    ['predicted', read(predicted)],
    ...(part === undefined ? [] : [['part', columns[part]]]),
  ]) as Columns;
}
