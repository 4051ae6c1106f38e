import { dirname, join, relative, sep } from 'node:path';
import { engineFile } from '../base/engine-file.ts';
import type { Refusal } from '../confine/refusals.ts';
import type { Notice } from '../model/notice.ts';
import { readFrames } from './read-frames.ts';

type RefusalNotice = Extract<Notice, { kind: 'refused' }>;

/**
 * What of a stage's refused reads is to be told: what its own code asked for, and what a package did inside the
 * project, such as `.env`, and whatever tried to reach the network. Packages look for much of the machine that is their own affair.
 */
export function refusalNotices(refusals: readonly Refusal[], root: string): readonly RefusalNotice[] {
  return refusals.flatMap(({ access, resource, stack }): readonly RefusalNotice[] => {
    const path = relative(root, resource).split(sep).join('/');
    const isFile = access === 'read' || access === 'write';
    const isInside = isFile && resource.startsWith(root + sep);
    const isOfProject = isInside && !/(^|\/)(node_modules|\.labbook|\.git)(\/|$)/.test(path);
    if (access !== 'network' && !isOfProject && !isByProject(stack)) return [];
    return [{ kind: 'refused', access, what: isInside ? path : resource, frames: readFrames(stack, root) }];
  });
}

/** Whether the project's code asked, and not a package that it calls. */
function isByProject(stack: string): boolean {
  const caller = stack
    .split('\n')
    .find((line) => /^\s*at /.test(line) && !/\bnode:|guard-(process|network|server)\.cjs/.test(line));
  // In its own repository labbook is project code; what it looks for on its own account is no stage's affair.
  const engine = join(dirname(engineFile('.')), 'src', '/');
  return caller !== undefined && !caller.includes(engine) && !/[\\/](node_modules|dist)[\\/]/.test(caller);
}
