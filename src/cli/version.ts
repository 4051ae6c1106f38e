import { readFileSync } from 'node:fs';

/** The version of labbook, from its package.json: two folders up from the source, one from the bundle. */
export function version(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const read = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (read.name === 'labbook' && read.version !== undefined) return read.version;
    } catch {
      // Not there: the next place is tried.
    }
  }
  return 'unknown';
}
