import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { bindGroup, signalGroup } from '../base/child-groups.ts';
import { debug } from '../base/debug.ts';
import { engineFile } from '../base/engine-file.ts';
import { readLines } from '../base/read-lines.ts';
import { confinedEnvironment, confinementFlags } from '../confine/confinement-flags.ts';
import { programsVariable } from '../confine/guard-programs.ts';
import type { LogLine } from '../model/result-record.ts';
import type { Progress } from '../model/stage.ts';
import type { StageFailure } from '../model/stage-failure.ts';
import { reachedPackages } from '../observe/reached-packages.ts';
import { inspectorPort } from './inspector-port.ts';
import { memoryLimit } from './memory-limit.ts';
import { progressOfLine } from './progress-line.ts';
import { readFrames } from './read-frames.ts';
import { type ReadMessage, readStageMessage } from './read-stage-message.ts';
import type { StageMessage, StageTask, ThrownError } from './stage-message.ts';
import { timeLimit } from './time-limit.ts';

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
  readonly memoryMb: number | null;
  readonly hasNetwork: boolean;
  /** Programs that it may start. */
  readonly programs: readonly string[];
  readonly signal: AbortSignal;
  /** `isWhole` is false for a part of a long line whose next part follows. */
  readonly onLog: (level: LogLine['level'], text: string, isWhole: boolean) => void;
  readonly onProgress: (progress: Progress) => void;
}

export type StageEnd =
  | { readonly ok: true; readonly message: Extract<StageMessage, { kind: 'ran' | 'viewed' }> }
  | { readonly ok: false; readonly failure: StageFailure };

/** How long a stage may take to end itself before it is killed. */
const graceMs = 5000;
/** What is kept of stderr to explain a process that ended without a word. */
const stderrTail = 4000;
/** A longer line of a log comes in parts. */
const mostLogChars = 2 ** 16;
/** Displays come in one message; a longer one is none. */
const mostMessageChars = 2 ** 26;

/**
 * Runs one half of a stage in a process group of its own, under Node's permission model, and waits for its
 * end: by itself, by one of its limits, or by cancellation. Never rejects for anything that the stage does.
 */
export async function spawnStage(request: SpawnRequest): Promise<StageEnd> {
  const { task, signal, timeoutMs, memoryMb } = request;
  if (signal.aborted) return { ok: false, failure: { kind: 'cancelled' } };
  const child = spawn(process.execPath, [...(await processFlags(request)), engineFile('stage-process.js')], {
    // Its task comes by the first pipe more, what it has to say goes by the second.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
    cwd: request.root,
    env: stageEnvironment(request),
    windowsHide: true,
  });
  const { half, stage } = task;
  debug('execute', () => ({ did: 'start', stage, half, pid: child.pid, timeoutMs, memoryMb }));
  const endGroup = bindGroup(child);
  let stopped: StageFailure | null = null;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (why: StageFailure) => {
    if (stopped !== null) return;
    stopped = why;
    signalGroup(child.pid, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs);
  };
  const onAbort = () => stop({ kind: 'cancelled' });
  signal.addEventListener('abort', onAbort, { once: true });
  const forgetTime = timeLimit(timeoutMs, () => stop({ kind: 'timeout', timeoutMs: timeoutMs ?? 0 }));
  const forgetMemory = memoryLimit(child.pid, {
    limitMb: memoryMb,
    onExceeded: () => {
      stop({ kind: 'out-of-memory', limitMb: memoryMb });
      // It would take more while it is asked to end.
      signalGroup(child.pid, 'SIGKILL');
    },
  });
  try {
    const { last, exitCode, exitSignal, stderr } = await conversation(child, { ...request, endGroup });
    const said = last?.kind ?? null;
    debug('execute', () => ({
      did: 'end',
      stage,
      half,
      pid: child.pid,
      said,
      exitCode,
      exitSignal,
      stopped,
    }));
    if (stopped !== null) return { ok: false, failure: stopped };
    if (last === null) {
      if (outOfHeap.test(stderr)) return { ok: false, failure: { kind: 'out-of-memory', limitMb: memoryMb } };
      return { ok: false, failure: { kind: 'died', exitCode, signal: exitSignal, stderr } };
    }
    switch (last.kind) {
      case task.half === 'run' ? 'ran' : 'viewed':
        return { ok: true, message: last as Extract<LastMessage, { kind: 'ran' | 'viewed' }> };
      case 'threw':
        return { ok: false, failure: failureOf(last.error, request) };
      case 'exited': {
        const { exitCode, signal, code } = last;
        const program = task.program?.name ?? '';
        return { ok: false, failure: { kind: 'program-failed', program, exitCode, signal, code, stderr } };
      }
      case 'export-missing':
        return { ok: false, failure: { kind: 'export-missing', file: task.stage, name: last.name } };
      case 'malformed':
        return { ok: false, failure: last };
      default:
        return {
          ok: false,
          failure: { kind: 'malformed', fault: `a ${last.kind} where none was asked for` },
        };
    }
  } finally {
    forgetTime();
    forgetMemory();
    clearTimeout(killTimer);
    signal.removeEventListener('abort', onAbort);
    endGroup();
  }
}

/** The last words of V8 where its heap is full. */
const outOfHeap = /^FATAL ERROR: .*(heap out of memory|heap limit)/m;

type LastMessage = Extract<
  ReadMessage,
  { kind: 'ran' | 'viewed' | 'threw' | 'exited' | 'export-missing' | 'malformed' }
>;

async function conversation(
  child: ChildProcess,
  { task, onLog, onProgress, endGroup }: SpawnRequest & { readonly endGroup: () => void },
): Promise<{ last: LastMessage | null; exitCode: number | null; exitSignal: string | null; stderr: string }> {
  let last: LastMessage | null = null;
  let stderr = '';
  const ended = new Promise<[number | null, string | null]>((resolve) => {
    child.once('error', (error) => {
      stderr = `${stderr}${error.message}\n`;
      resolve([null, null]);
    });
    child.once('exit', (code, exit) => resolve([code, exit]));
  });
  const [, stdoutPipe, stderrPipe, taskPipe, messagePipe] = child.stdio as [
    null,
    Readable,
    Readable,
    Writable,
    Readable,
  ];
  taskPipe.on('error', () => undefined);
  taskPipe.end(JSON.stringify(task));
  const readers = [
    readLines(stdoutPipe, {
      mostChars: mostLogChars,
      onLine(text, isWhole) {
        const progress = task.program === undefined ? null : progressOfLine(text);
        if (progress === null) onLog('stdout', text, isWhole);
        else onProgress(progress);
      },
    }),
    readLines(stderrPipe, {
      mostChars: mostLogChars,
      onLine(text, isWhole) {
        stderr = `${stderr}${text}\n`.slice(-stderrTail);
        onLog('stderr', text, isWhole);
      },
    }),
    readLines(messagePipe, {
      mostChars: mostMessageChars,
      onLine(text, isWhole) {
        const message = readStageMessage(text, isWhole);
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'log')
          for (const part of message.text.split('\n')) onLog(message.level, part, true);
        // What is no message was written there by the stage: it says nothing of how the stage ended.
        else if (message.kind !== 'noise') last = message;
      },
    }),
  ];
  const [exitCode, exitSignal] = await ended;
  // Whatever the stage started and left behind ends with it, and holds its pipes no longer.
  endGroup();
  // One that took itself out of the group is not waited for long.
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([Promise.all(readers), enough]);
  clearTimeout(timer);
  return { last, exitCode, exitSignal, stderr };
}

/** Under a debugger Node's permission model cannot be: nothing holds such a stage to what it declares. */
async function processFlags(request: SpawnRequest): Promise<readonly string[]> {
  if (request.task.isInspected === true) {
    return [`--inspect-wait=127.0.0.1:${await inspectorPort()}`, '--enable-source-maps'];
  }
  const { memoryMb } = request;
  // Flags of Node's do not reach the program that it starts: nothing holds that.
  if (request.task.program !== undefined) return ['--enable-source-maps'];
  return [
    ...confinementFlags({
      readable: [...enginePackages(), ...request.readable],
      writable: request.writable,
      network: request.hasNetwork ? 'all' : 'none',
      programs: request.programs,
    }),
    ...(memoryMb === null ? [] : [`--max-old-space-size=${memoryMb}`]),
  ];
}

/** A program finds what its user installed for it. */
function stageEnvironment({ temporary, programs, task }: SpawnRequest): Record<string, string> {
  const { HOME } = process.env;
  return {
    ...confinedEnvironment(temporary),
    ...(programs.length === 0 ? {} : { [programsVariable]: JSON.stringify(programs) }),
    ...(task.program === undefined || HOME === undefined ? {} : { HOME }),
  };
}

let found: readonly string[] | undefined;

/** Folders of what the stage's process itself loads, to summarize outputs, whatever the stage imports. */
function enginePackages(): readonly string[] {
  found ??= reachedPackages(dirname(engineFile('.')), ['@duckdb/node-api']).folders;
  return found;
}

function failureOf(error: ThrownError, { root, programs, task: { bundle } }: SpawnRequest): StageFailure {
  const frames = readFrames(error.stack, root);
  if (error.denied?.permission === 'ChildProcess') {
    return { kind: 'undeclared-program', program: error.denied.resource, declared: programs, frames };
  }
  if (error.denied?.permission === 'Net') {
    return { kind: 'undeclared-network', address: error.denied.resource, frames };
  }
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
