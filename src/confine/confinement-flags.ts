import { engineFile } from '../base/engine-file.ts';
import { outermost } from './outermost.ts';

/** What a process that runs the project's code may reach. */
export interface Confinement {
  /** Absolute paths that it may read: its code, inputs, package folders. The engine's own are added. */
  readonly readable: readonly string[];
  /** Absolute folders that it may write, and read. */
  readonly writable: readonly string[];
  /** `serves`: it may be asked, and asks nobody. */
  readonly network: 'none' | 'serves' | 'all';
  /** Programs that it may start. */
  readonly programs: readonly string[];
}

/**
 * The flags of Node that hold a process to what is declared for it: its permission model, and the guards of this
 * folder, loaded before anything else there and in its threads, for what that model lets pass.
 */
export function confinementFlags({ readable, writable, network, programs }: Confinement): readonly string[] {
  const isKnown = (flag: string) => process.allowedNodeEnvironmentFlags.has(flag);
  return [
    isKnown('--permission') ? '--permission' : '--experimental-permission',
    '--allow-addons',
    '--allow-worker',
    ...(programs.length > 0 ? ['--allow-child-process'] : []),
    ...(network !== 'none' && isKnown('--allow-net') ? ['--allow-net'] : []),
    `--require=${engineFile('guard-process.cjs')}`,
    ...networkGuards[network].map((name) => `--require=${engineFile(name)}`),
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    ...outermost([engineFile('.'), ...readable, ...writable]).map((path) => `--allow-fs-read=${path}`),
    ...outermost(writable).map((path) => `--allow-fs-write=${path}`),
  ];
}

const networkGuards: Readonly<Record<Confinement['network'], readonly string[]>> = {
  none: ['guard-network.cjs'],
  serves: ['guard-server.cjs'],
  all: [],
};

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
