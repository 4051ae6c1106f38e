import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { engineFile } from '../base/engine-file.ts';
import type { LogLine } from '../model/result-record.ts';
import type { Progress } from '../model/stage.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { reachedPackages } from '../observe/reached-packages.ts';
import { outermost } from './outermost.ts';
import { readFrames } from './read-frames.ts';
import type { StageMessage, StageTask, ThrownError } from './stage-message.ts';

export interface SpawnRequest {
  readonly task: StageTask;
  /** Absolute path of the project, which stack frames are shown relative to. */
  readonly root: string;
  /** Absolute paths that the process may read: bundle, inputs, package folders. */
  readonly readable: readonly string[];
  /** Absolute folders that it may write, and read. */
  readonly writable: readonly string[];
  /** Folder for temporary files; one of `writable`. */
  readonly temporary: string;
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
  readonly onLog: (level: LogLine['level'], text: string) => void;
  readonly onProgress: (progress: Progress) => void;
}

export type StageEnd =
  | { readonly ok: true; readonly message: Extract<StageMessage, { kind: 'ran' | 'viewed' }> }
  | { readonly ok: false; readonly failure: StageFailure };

/** How long a stage may take to end itself before it is killed. */
const graceMs = 5000;
/** What is kept of stderr to explain a process that ended without a word. */
const stderrTail = 4000;

/**
 * Runs one half of a stage in a process group of its own, under Node's permission model, and waits for its
 * end: by itself, by its time limit, or by cancellation. Never rejects for anything that the stage does.
 */
export async function spawnStage(request: SpawnRequest): Promise<StageEnd> {
  const { task, signal, timeoutMs } = request;
  if (signal.aborted) return { ok: false, failure: { kind: 'cancelled' } };
  const child = spawn(process.execPath, [...permissionFlags(request), engineFile('stage-process.js')], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    cwd: request.root,
    env: baseEnvironment(request.temporary),
    windowsHide: true,
  });
  // A second Ctrl-C ends this process at once; no stage may outlive it.
  const killWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killWithUs);
  let stopped: 'timeout' | 'cancelled' | null = null;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (why: 'timeout' | 'cancelled') => {
    if (stopped !== null) return;
    stopped = why;
    signalGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  };
  const onAbort = () => stop('cancelled');
  signal.addEventListener('abort', onAbort, { once: true });
  const limit = timeoutMs === null ? undefined : setTimeout(() => stop('timeout'), timeoutMs);
  try {
    const { last, exitCode, exitSignal, stderr } = await conversation(child, request);
    if (stopped === 'timeout') return { ok: false, failure: { kind: 'timeout', timeoutMs: timeoutMs ?? 0 } };
    if (stopped === 'cancelled') return { ok: false, failure: { kind: 'cancelled' } };
    if (last === null) {
      return { ok: false, failure: { kind: 'died', exitCode, signal: exitSignal, stderr } };
    }
    switch (last.kind) {
      case 'ran':
      case 'viewed':
        return { ok: true, message: last };
      case 'threw':
        return { ok: false, failure: failureOf(last.error, { root: request.root, bundle: task.bundle }) };
      case 'export-missing':
        return { ok: false, failure: { kind: 'export-missing', file: task.stage, name: last.name } };
    }
  } finally {
    clearTimeout(limit);
    clearTimeout(killTimer);
    signal.removeEventListener('abort', onAbort);
    process.off('exit', killWithUs);
    // Whatever the stage started and left behind ends with it.
    signalGroup(child, 'SIGKILL');
  }
}

type LastMessage = Extract<StageMessage, { kind: 'ran' | 'viewed' | 'threw' | 'export-missing' }>;

async function conversation(
  child: ChildProcess,
  { task, onLog, onProgress }: SpawnRequest,
): Promise<{ last: LastMessage | null; exitCode: number | null; exitSignal: string | null; stderr: string }> {
  let last: LastMessage | null = null;
  let stderr = '';
  const readers: Promise<void>[] = [];
  for (const [stream, level] of [
    [child.stdout, 'stdout'],
    [child.stderr, 'stderr'],
  ] as const) {
    if (stream === null) continue;
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (text) => {
      if (level === 'stderr') stderr = `${stderr}${text}\n`.slice(-stderrTail);
      onLog(level, text);
    });
    readers.push(new Promise((resolve) => lines.once('close', () => resolve())));
  }
  child.on('message', (raw) => {
    const message = raw as StageMessage;
    switch (message.kind) {
      case 'ready':
        child.send(task);
        return;
      case 'progress':
        onProgress(message.progress);
        return;
      case 'log':
        onLog(message.level, message.text);
        return;
      default:
        last = message;
    }
  });
  const [exitCode, exitSignal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('error', (error) => {
      stderr = `${stderr}${error.message}\n`;
      resolve([null, null]);
    });
    child.once('exit', (code, exit) => resolve([code, exit]));
  });
  // A grandchild may hold the pipes open; what it says after the stage's end is not waited for long.
  await Promise.race([Promise.all(readers), new Promise((resolve) => setTimeout(resolve, 500))]);
  return { last, exitCode, exitSignal, stderr };
}

function permissionFlags({ readable, writable }: SpawnRequest): readonly string[] {
  const isStable = process.allowedNodeEnvironmentFlags.has('--permission');
  const dist = engineFile('.');
  return [
    isStable ? '--permission' : '--experimental-permission',
    '--allow-addons',
    '--allow-worker',
    ...(process.allowedNodeEnvironmentFlags.has('--allow-wasi') ? ['--allow-wasi'] : []),
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    ...outermost([dist, ...enginePackages(dist), ...readable, ...writable]).map(
      (path) => `--allow-fs-read=${path}`,
    ),
    ...outermost(writable).map((path) => `--allow-fs-write=${path}`),
  ];
}

let found: readonly string[] | undefined;

/** Folders of what the stage's process itself loads, to summarize outputs, whatever the stage imports. */
function enginePackages(dist: string): readonly string[] {
  found ??= reachedPackages(dirname(dist), ['@duckdb/node-api']).folders;
  return found;
}

/**
 * What every stage sees of the environment. Time zone and language are fixed, since both decide results;
 * a stage that wants others declares them.
 */
function baseEnvironment(temporary: string): Record<string, string> {
  const environment: Record<string, string> = { TZ: 'UTC', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) environment[name] = temporary;
  if (process.env.PATH !== undefined) environment.PATH = process.env.PATH;
  return environment;
}

function signalGroup(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // Already gone.
  }
}

function failureOf(
  error: ThrownError,
  { root, bundle }: { readonly root: string; readonly bundle: string },
): StageFailure {
  const frames = readFrames(error.stack, root);
  if (error.denied?.permission.startsWith('FileSystem')) {
    const access = error.denied.permission === 'FileSystemWrite' ? 'write' : 'read';
    const resource = asWritten(error.denied.resource, { root, bundle, file: frames[0]?.file });
    const path = relative(root, resource).split(sep).join('/');
    const isInside = !path.startsWith('../');
    return { kind: 'undeclared-access', path: isInside ? path : resource, access, frames };
  }
  return { kind: 'threw', name: error.name, message: error.message, frames };
}

/** A path that was made from `import.meta.url` leads to where the bundle stands: the stage meant its own place. */
function asWritten(
  resource: string,
  {
    root,
    bundle,
    file,
  }: { readonly root: string; readonly bundle: string; readonly file: string | undefined },
): string {
  const bundles = dirname(dirname(bundle));
  if (file === undefined || !resource.startsWith(bundles + sep)) return resource;
  return resolve(root, dirname(file), relative(dirname(bundle), resource));
}
