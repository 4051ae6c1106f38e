/**
 * The regular expression of a glob over paths with forward slashes: `*` and `?` stay within a folder, `**`
 * crosses folders, `[a-z]` and `{csv,json}` are alternatives. A leading dot of a name must be written out.
 */
export function globPattern(glob: string): RegExp {
  let source = '';
  let isInBraces = false;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    const isStart = i === 0 || glob[i - 1] === '/';
    const noDot = isStart ? '(?!\\.)' : '';
    if (isStart && glob.startsWith('**/', i)) {
      source += '(?:(?!\\.)[^/]+/)*';
      i += 2;
    } else if (isStart && glob.slice(i) === '**') {
      source += '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]+';
      i += 1;
    } else if (char === '*') source += `${noDot}[^/]*`;
    else if (char === '?') source += `${noDot}[^/]`;
    else if (char === '{' && glob.indexOf('}', i) !== -1 && !isInBraces) {
      source += '(?:';
      isInBraces = true;
    } else if (char === '}' && isInBraces) {
      source += ')';
      isInBraces = false;
    } else if (char === ',' && isInBraces) source += '|';
    else if (char === '[' && glob.indexOf(']', i + 2) !== -1) {
      const end = glob.indexOf(']', i + 2);
      source += characterClass(glob.slice(i + 1, end));
      i = end;
    } else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

function characterClass(inside: string): string {
  const isNot = inside.startsWith('!') || inside.startsWith('^');
  const body = (isNot ? inside.slice(1) : inside).replace(/[\\\]^[]/g, '\\$&');
  const isInOrder = [...body.matchAll(/([^\\])-([^\\])/g)].every(([, a = '', b = '']) => a <= b);
  return isInOrder ? `[${isNot ? '^/' : ''}${body}]` : '(?!)';
}
