import { inspect } from 'node:util';
import type { ThrownError } from './stage-message.ts';

/** A record and a terminal show no more of a message. */
const mostChars = 20_000;

/** DuckDB's own settings hold it to declared files, too: its errors name what it was refused. */
const refusedByDuckDB = /^Permission Error: Cannot access (?:file|directory) "([^"]+)"/;

/** What a stage threw, whatever it is: every part is text, and asking for it throws nothing in turn. */
export function thrownError(value: unknown): ThrownError {
  const isError = value instanceof Error;
  return {
    name: isError ? textOf(() => value.name, 'Error') : 'Error',
    message: isError
      ? textOf(() => value.message, '')
      : textOf(() => wordsFor(value), 'something that is no Error'),
    stack: isError ? textOf(() => value.stack, '') : '',
    denied: deniedAccess(value),
  };
}

function wordsFor(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}

function textOf(read: () => unknown, otherwise: string): string {
  try {
    const text = read();
    if (typeof text !== 'string') return otherwise;
    return text.length > mostChars ? `${text.slice(0, mostChars)}…` : text;
  } catch {
    return otherwise;
  }
}

/** The refusal of the permission model behind an error, if there is one among its causes. */
function deniedAccess(error: unknown): ThrownError['denied'] {
  try {
    for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
      const file = refusedByDuckDB.exec(at.message)?.[1];
      if (file !== undefined) return { permission: 'FileSystemRead', resource: file };
      if (!('code' in at) || at.code !== 'ERR_ACCESS_DENIED') continue;
      const { permission, resource } = at as { permission?: unknown; resource?: unknown };
      return { permission: String(permission ?? ''), resource: String(resource ?? '') };
    }
  } catch {
    // An error whose parts throw is no refusal of Node's.
  }
  return null;
}
