import { posix } from 'node:path';
import type { Report } from './places.ts';
import type { ProjectFiles } from './project-files.ts';

/**
 * A path of the project in its one spelling (`./a//b` is `a/b`), or null, with a report, for a path that is
 * none or leads out of the project.
 */
export function checkPath(
  path: string,
  { at, files, report }: { readonly at: string; readonly files: ProjectFiles; readonly report: Report },
): string | null {
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('~/')) {
    report({ kind: 'path-escapes', path, how: 'absolute' }, at);
    return null;
  }
  const normal = posix.normalize(path);
  const isNone = path === '' || normal === '.' || /[\\\p{Cc}]/u.test(path) || normal.endsWith('/');
  if (isNone || path.length > 1000) {
    report({ kind: 'bad-path', path }, at);
    return null;
  }
  if (normal === '..' || normal.startsWith('../')) {
    report({ kind: 'path-escapes', path, how: 'parent' }, at);
    return null;
  }
  if (files.leavesProject(normal)) {
    report({ kind: 'path-escapes', path, how: 'link' }, at);
    return null;
  }
  return normal;
}
