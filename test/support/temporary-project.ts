import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '../../src/base/digest.ts';

const repository = resolve(import.meta.dirname, '../..');

/** A project in a temporary folder, run by the built command line in real processes; disposing removes it. */
export interface TemporaryProject extends Disposable {
  readonly root: string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Makes a package of this repository one of the project's. */
  link(name: string): void;
  /** Runs labbook to its end. */
  run(...args: readonly string[]): Promise<Ended>;
  /** `labbook run --json` with more arguments, and what it printed. */
  runJson(...args: readonly string[]): Promise<Ended & { readonly answer: RunJson }>;
  /** Starts labbook and leaves it running. */
  start(...args: readonly string[]): ChildProcess;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunJson {
  readonly experiment: string | null;
  readonly created: boolean;
  readonly state: string;
  readonly seconds: number;
  readonly report: string | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly stages: readonly {
    readonly id: string;
    readonly state: string;
    readonly reasons: readonly { readonly kind: string; readonly [key: string]: unknown }[];
    readonly outputs: Readonly<Record<string, { readonly digest: string; readonly path: string }>>;
    readonly failure?: { readonly kind: string; readonly [key: string]: unknown };
    readonly notices?: readonly { readonly kind: string; readonly [key: string]: unknown }[];
  }[];
}

/** Files: path → text. `node_modules` holds zod and this labbook. */
export function temporaryProject(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): TemporaryProject {
  const root = mkdtempSync(join(tmpdir(), 'labbook-project-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  mkdirSync(join(root, 'node_modules'));
  const link = (name: string): void =>
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name));
  link('zod');
  symlinkSync(repository, join(root, 'node_modules/labbook'));
  write('package.json', '{"name": "a-project", "type": "module"}\n');
  for (const [path, text] of Object.entries(files)) write(path, text);
  const start = (...args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [join(repository, 'dist/labbook.js'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: root, ...env },
    });
  const run = async (...args: readonly string[]): Promise<Ended> => await ended(start(...args));
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    link,
    run,
    async runJson(...args) {
      const end = await run('run', '--json', ...args);
      try {
        return { ...end, answer: JSON.parse(end.stdout) as RunJson };
      } catch {
        throw new Error(`labbook run printed no JSON:\n${end.stdout}\n${end.stderr}`);
      }
    },
    start,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A project in which labbook has run. */
export interface RanProject extends TemporaryProject {
  /** What its first `labbook run --json` printed. */
  readonly first: RunJson;
}

/**
 * A project after `labbook run` and then these commands. The first to ask has them run; whoever asks for the same,
 * in another test file too, gets a copy of that project.
 */
export async function ranProject(
  files: Readonly<Record<string, string>>,
  ...commands: readonly (readonly string[])[]
): Promise<RanProject> {
  const kept = join(keptProjects(), digestOf('ran-project', { files, commands }).slice(7, 39));
  if (!existsSync(kept)) {
    using made = temporaryProject(files);
    const { answer, exitCode, stderr } = await made.runJson();
    if (exitCode !== 0) throw new Error(stderr);
    for (const args of commands) {
      const end = await made.run(...args);
      if (end.exitCode !== 0) throw new Error(`${args.join(' ')}: ${end.stderr}`);
    }
    const own = `${kept}.${process.pid}`;
    cpSync(made.root, own, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(own, 'node_modules/first.json'), JSON.stringify(answer));
    try {
      renameSync(own, kept);
    } catch {
      // Another file made it meanwhile.
      rmSync(own, { recursive: true });
    }
  }
  const project = temporaryProject({});
  rmSync(project.root, { recursive: true });
  cpSync(kept, project.root, { recursive: true, verbatimSymlinks: true });
  return { ...project, first: JSON.parse(project.read('node_modules/first.json')) as RunJson };
}

let ownFolder: string | null = null;

/** Of a whole run of tests, which names it; else of this process. */
function keptProjects(): string {
  const { LABBOOK_TESTS: named } = process.env;
  if (named !== undefined) return named;
  if (ownFolder === null) {
    const made = mkdtempSync(join(tmpdir(), 'labbook-ran-'));
    ownFolder = made;
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return ownFolder;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const exitCode = await new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return { exitCode, stdout, stderr };
}

/** Stage id → state. */
export function statesOf({ stages }: RunJson): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(({ id, state }) => [id, state]));
}

/** `stage.output` → content digest, of every stage. */
export function digestsOf({ stages }: RunJson): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stages.flatMap(({ id, outputs }) =>
      Object.entries(outputs).map(([name, { digest }]) => [`${id}.${name}`, digest]),
    ),
  );
}
