/**
 * The first character of a path with which no stage's process can be given it: Node's permission flags take
 * `*` for a pattern, and no module can be loaded by a URL that holds an encoded backslash. Null for a usable one.
 */
export function unusableSign(path: string): string | null {
  return /[*\\]/.exec(path)?.[0] ?? null;
}
