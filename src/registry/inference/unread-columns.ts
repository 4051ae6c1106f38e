import type { Columns } from '../../learn/columns.ts';

/** The same columns, and which of them nobody has looked at so far. */
export function unreadColumns(rows: Columns): { readonly rows: Columns; unread(): readonly string[] } {
  const read = new Set<string>();
  const watched = new Proxy(rows, {
    get(target, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  return { rows: watched, unread: () => Object.keys(rows).filter((name) => !read.has(name)) };
}
