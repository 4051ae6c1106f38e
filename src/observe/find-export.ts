import type { Span } from '../model/span.ts';

/** Where a stage file exports a name, and whether what it exports is plainly no function. */
export interface FoundExport {
  readonly span: Span;
  readonly isValue: boolean;
}

/** The declaration of an export in a file's text; null where it is made in another way, such as `export { run }`. */
export function findExport(
  name: string,
  { file, text }: { readonly file: string; readonly text: string },
): FoundExport | null {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const declared = new RegExp(
    `^[ \\t]*export[ \\t]+(?:async[ \\t]+)?(const|let|var|function\\*?|class)[ \\t]+(${name})(?![\\w$])([^\\n]*)`,
    'm',
  ).exec(code);
  if (declared === null) return null;
  const [whole, keyword = '', , rest = ''] = declared;
  const line = code.slice(0, declared.index).split('\n').length;
  const column = whole.length - rest.length - name.length + 1;
  const initial = /^\s*(?::[^=]*)?=(?!>)\s*(.*)$/.exec(rest)?.[1] ?? '';
  return {
    span: { file, line, column, length: name.length, text: text.split('\n')[line - 1] ?? '' },
    isValue: keyword === 'class' || /^(?:[-+]?\d|['"`[{]|(?:null|undefined|true|false|new)\b)/.test(initial),
  };
}
