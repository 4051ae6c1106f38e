import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Whether a path below `root`, or the part of it that exists, really stands elsewhere, by symbolic links. */
export function leavesFolder(root: string, path: string): boolean {
  let existing = join(root, path);
  for (;;) {
    try {
      const real = realpathSync(existing);
      const inside = relative(realpathSync(root), real);
      return inside === '..' || inside.startsWith(`..${sep}`);
    } catch {
      const parent = dirname(existing);
      if (parent === existing || existing === root) return false;
      existing = parent;
    }
  }
}
