import { readFile } from 'node:fs/promises';

/** The text of a file, or null where it cannot be read. */
export async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}
