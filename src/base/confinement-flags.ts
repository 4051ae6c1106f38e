import { engineFile } from './engine-file.ts';
import { outermost } from './outermost.ts';

/** What a process that runs the project's code may reach. */
export interface Confinement {
  /** Absolute paths that it may read: its code, inputs, package folders. The engine's own are added. */
  readonly readable: readonly string[];
  /** Absolute folders that it may write, and read. */
  readonly writable: readonly string[];
}

/** The flags of Node that hold a process to what is declared for it. */
export function confinementFlags({ readable, writable }: Confinement): readonly string[] {
  const isStable = process.allowedNodeEnvironmentFlags.has('--permission');
  return [
    isStable ? '--permission' : '--experimental-permission',
    '--allow-addons',
    '--allow-worker',
    ...(process.allowedNodeEnvironmentFlags.has('--allow-wasi') ? ['--allow-wasi'] : []),
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    ...outermost([engineFile('.'), ...readable, ...writable]).map((path) => `--allow-fs-read=${path}`),
    ...outermost(writable).map((path) => `--allow-fs-write=${path}`),
  ];
}

/**
 * What such a process sees of the environment. Time zone and language are fixed, since both decide results; a
 * stage that wants others declares them.
 */
export function confinedEnvironment(temporary: string): Record<string, string> {
  const environment: Record<string, string> = { TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) environment[name] = temporary;
  if (process.env.PATH !== undefined) environment.PATH = process.env.PATH;
  return environment;
}
