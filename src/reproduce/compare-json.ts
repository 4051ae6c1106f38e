import { isJsonObject, type Json } from '../base/json.ts';
import { type Compared, firstOf } from './compare-numbers.ts';

/**
 * The first place of two JSON documents that differs, by its path, with the largest distance of all numbers
 * that differ where nothing but numbers does.
 */
export function compareJson(recorded: Json, made: Json): Compared | null {
  const found = [...differences('', [recorded, made])];
  const [begin] = found;
  if (begin === undefined) return null;
  const distances = found.map(({ values: [a, b] }) =>
    typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : null,
  );
  const other = found.find((_, i) => distances[i] === null);
  if (other !== undefined) {
    const [before = null, after = null] = other.values;
    const { path: name } = other;
    return firstOf([{ kind: 'value', of: 'value', name, recorded: brief(before), made: brief(after) }]);
  }
  const largest = distances.reduce<number>((most, distance) => Math.max(most, distance ?? 0), 0);
  const first = {
    kind: 'numbers',
    of: 'value',
    name: begin.path,
    largest,
    count: found.length,
    total: countNumbers(recorded),
  } as const;
  return { first, largest };
}

interface Place {
  readonly path: string;
  readonly values: readonly [Json | undefined, Json | undefined];
}

function* differences(path: string, values: Place['values']): Generator<Place> {
  const [a, b] = values;
  if (Object.is(a, b)) return;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      yield* differences(`${path}[${i}]`, [a[i] as Json | undefined, b[i] as Json | undefined]);
    }
  } else if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      yield* differences(path === '' ? key : `${path}.${key}`, [a[key], b[key]]);
    }
  } else {
    yield { path: path === '' ? '(all of it)' : path, values };
  }
}

function countNumbers(value: Json): number {
  if (typeof value === 'number') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + countNumbers(one as Json), 0);
}

/** A value that is short enough to be told. */
function brief(value: Json): Json {
  const text = JSON.stringify(value);
  return text.length <= 200 ? value : `${text.slice(0, 199)}…`;
}
