import { writeAtomic } from '../../base/write-atomic.ts';

/** Writes a page of HTML, whole or not at all. Every page that people open is written here. Rejects on a file system error. */
export async function writePage(path: string, page: string): Promise<void> {
  await writeAtomic(path, page);
}
