import { createRequire } from 'node:module';

/** The bundler by name and version, without loading it. */
export function bundlerName(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { version: string };
  return `esbuild ${version}`;
}
