import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

/**
 * A copy of the example's stages in which one file has a mistake planted: `code` stands where `instead` stood.
 * Throws where that is not there, so that a plant cannot wither unnoticed.
 */
export function plantedStage(
  file: string,
  { instead, code }: { readonly instead: string; readonly code: string },
): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'labbook-planted-'));
  cpSync(join(repository, 'stages'), join(folder, 'stages'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['zod', 'arquero']) {
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(repository, join(folder, 'node_modules/labbook'));
  writeFileSync(join(folder, 'package.json'), '{"name": "planted", "type": "module"}\n');
  const path = join(folder, 'stages', file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(instead)) throw new Error(`stages/${file} no longer holds "${instead}"`);
  writeFileSync(path, text.replace(instead, code));
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
