import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { engineFile } from './engine-file.ts';

/** The version of this installation. */
export function labbookVersion(): string {
  const path = join(dirname(engineFile('.')), 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
