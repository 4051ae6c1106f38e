/**
 * The leading comment of a stage file as markdown: its first block comment, or its first run of line
 * comments, where nothing but a shebang stands before it; of Python the module's docstring. Empty where there is
 * none.
 */
export function narrativeOf(source: string): string {
  const text = source
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .replace(/^#!.*\n/, '')
    .trimStart();
  const docstring = /^(?:#.*\n|\s)*[rR]?("""|''')([\s\S]*?)\1/.exec(text);
  if (docstring?.[2] !== undefined) return docstring[2].trim();
  const block = /^\/\*\*?([\s\S]*?)\*\//.exec(text);
  if (block?.[1] !== undefined) {
    return block[1]
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n')
      .trim();
  }
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(?:\/\/|#) ?(.*)$/.exec(line);
    if (match?.[1] === undefined) break;
    lines.push(match[1]);
  }
  return lines.join('\n').trim();
}
