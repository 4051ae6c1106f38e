import { join } from 'node:path';
import { withListedRecords } from '../../experiment/query/list-records.ts';
import type { Problem } from '../../model/problem.ts';
import { writePage } from '../page/write-page.ts';
import { renderIndexPage } from './render-index-page.ts';

/** Where the page of all experiments stands, relative to the project's root. */
export const indexPagePath = 'reports/index.html';

/**
 * Writes the page of all experiments anew, in one step, and tells of records that could not be read and are
 * not in it. Rejects on a file system error.
 */
export async function writeIndexPage(root: string): Promise<readonly Problem[]> {
  return await withListedRecords(root, async ({ experiments, problems }) => {
    await writePage(join(root, indexPagePath), renderIndexPage(experiments));
    return problems;
  });
}
