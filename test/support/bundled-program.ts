import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** A TypeScript program of the tests as one JavaScript file, so that many processes of it start fast. */
export interface BundledProgram extends Disposable {
  readonly path: string;
}

export async function bundledProgram(source: string): Promise<BundledProgram> {
  const path = join(tmpdir(), `labbook-${basename(source, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [source],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  return { path, [Symbol.dispose]: () => rmSync(path, { force: true }) };
}
