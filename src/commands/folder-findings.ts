import { access, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unusableSign } from '../base/unusable-sign.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { systemReason } from '../words/system-error-words.ts';
import { type Finding, finding } from './finding.ts';

const own = [
  '.labbook',
  '.labbook/store',
  '.labbook/index',
  '.labbook/last',
  '.labbook/locks',
  '.labbook/work',
];

/** Whether each folder that a run writes to is one, or can become one, and can be written. */
export async function folderFindings(root: string, pipeline: Pipeline | null): Promise<readonly Finding[]> {
  const outputs = (pipeline?.stages ?? []).flatMap((spec) => Object.values(spec.outputs));
  const folders = new Set([...own, 'experiments', 'reports', ...outputs.map(({ path }) => dirname(path))]);
  const broken: Finding[] = [];
  const sign = unusableSign(root);
  if (sign !== null) {
    const detail = `its path holds ${sign}, with which Node can run no stage`;
    broken.push(finding('folder', { state: 'broken', detail, fix: 'rename the folder' }));
  }
  for (const folder of [...folders].sort()) {
    const code = await refusal(join(root, folder), root);
    // What stands in the way of a folder stands in the way of all below it.
    if (code === null || broken.some(({ what }) => folder.startsWith(`${what}/`))) continue;
    const fix = code === 'ENOTDIR' ? `move ${folder} away` : 'make the project folder writable';
    broken.push(finding(folder, { state: 'broken', detail: systemReason(code), fix }));
  }
  return broken.length > 0 ? broken : [finding('folders', { state: 'ok', detail: 'can be written' })];
}

/** Why a folder cannot be written, or made; null where it can. */
async function refusal(path: string, root: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isDirectory()) return 'ENOTDIR';
    await access(path, constants.W_OK);
    return null;
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && path !== root ? await refusal(dirname(path), root) : code;
  }
}
