import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of one of labbook's own built programs, whether the engine runs from its bundle or, in
 * tests, from source. Throws where it was not built.
 */
export function engineFile(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) {
      const file = join(folder, 'dist', name);
      if (existsSync(file)) return file;
      throw new Error(`dist/${name} is not built: run \`npm run build\``);
    }
    if (dirname(folder) === folder) throw new Error('labbook runs outside its package');
  }
}
