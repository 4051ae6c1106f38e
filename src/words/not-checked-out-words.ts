import { systemReason } from './system-error-words.ts';

/** An output that could not be put where people look for it, in words. */
export function notCheckedOutWords({ path, code }: { readonly path: string; readonly code: string }): string {
  return code === 'lost'
    ? `${path} was not written: the store lost it meanwhile; the next run makes it again`
    : `${path} was not written: ${systemReason(code)}; the result stands in the store, and the next run tries again`;
}
