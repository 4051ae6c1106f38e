/** `{inputs.table}`; a second pair of braces takes its meaning away. */
const pattern = /\{\{([A-Za-z][\w.@,-]*)\}\}|\{([A-Za-z][\w.@,-]*)\}/g;

/** Each `{name}` in a word of a command, as it is written and without its braces. */
export function placeholdersIn(word: string): readonly { readonly words: string; readonly name: string }[] {
  return [...word.matchAll(pattern)].flatMap(([words, , name]) =>
    name === undefined ? [] : [{ words, name }],
  );
}

/** The word with each `{name}` replaced, and `{{name}}` by `{name}`. Other braces, as of JSON, stand as they are. */
export function fillPlaceholders(word: string, textFor: (name: string) => string): string {
  return word.replace(pattern, (_, literal: string | undefined, name: string | undefined) =>
    name === undefined ? `{${literal}}` : textFor(name),
  );
}
