const esc = String.fromCharCode(27);
const parts = new RegExp(`${esc}\\[\\d*[A-Za-z]|\\n|\\r|[^${esc}\\n\\r]+`, 'g');
const sequence = new RegExp(`^${esc}\\[(\\d*)([A-Za-z])$`);

/**
 * What a terminal of endless height shows after some output, line by line without the empty end: understands
 * new lines, carriage returns, cursor up (CUU), erase below (ED), and leaves colours out.
 */
export function terminalScreen(output: string): readonly string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  for (const [part] of output.matchAll(parts)) {
    const [, count, command] = sequence.exec(part) ?? [];
    if (part === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (part === '\r') column = 0;
    else if (command === 'A') row = Math.max(0, row - Number(count || 1));
    else if (command === 'J') {
      lines.length = row + 1;
      lines[row] = (lines[row] ?? '').slice(0, column);
    } else if (command === undefined) {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + part + line.slice(column + part.length);
      column += part.length;
    } else if (command !== 'm') throw new Error(`the test's terminal does not know ${command}`);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Output with its escape characters made visible: `<esc>[31m`. */
export function withVisibleEscapes(output: string): string {
  return output.replaceAll(esc, '<esc>');
}
