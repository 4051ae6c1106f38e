/** `1 package`, `2 packages`. */
export function inflect(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`; of more than ten, the first ten and how many more. */
export function list(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  if (names.length > 10) return `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
