import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** Process groups of our children, by the number of the child that leads each. */
const groups = new Set<number>();
let guard: Writable | null = null;

/**
 * Sees to it that a child, started with `detached`, and whatever it starts in turn, ends with us, however we
 * end: `kill -9`, too, which lets us do nothing any more. Gives what to call once the child has ended: it
 * kills what is left of the group.
 */
export function bindGroup(child: ChildProcess): () => void {
  const { pid } = child;
  if (pid === undefined) return () => undefined;
  if (groups.size === 0) process.on('exit', killGroups);
  groups.add(pid);
  guard ??= startGuard();
  guard.write(`+ ${pid}\n`);
  let isBound = true;
  return () => {
    // A second time the number may be another's.
    if (!isBound) return;
    isBound = false;
    signalGroup(pid, 'SIGKILL');
    groups.delete(pid);
    if (groups.size === 0) process.off('exit', killGroups);
    guard?.write(`- ${pid}\n`);
  };
}

const atStop = new Set<() => void>();

/**
 * Calls `end` where the command is asked to stop meanwhile: for a child that no terminal's Ctrl-C reaches, being in
 * a group of its own, and that has nothing to tidy up. Gives what to call to forget it.
 */
export function onStop(end: () => void): () => void {
  atStop.add(end);
  return () => atStop.delete(end);
}

/** Ends what asked for it by `onStop`. */
export function stopChildren(): void {
  for (const end of atStop) end();
}

/** Sends all groups a signal: to stop and continue them with us. */
export function signalGroups(name: NodeJS.Signals): void {
  for (const pid of groups) signalGroup(pid, name);
}

export function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Already gone.
  }
}

function killGroups(): void {
  signalGroups('SIGKILL');
}

/**
 * A shell in a session of its own, which no terminal reaches. It is told of each group that begins or ends;
 * when its input closes, we are gone, and it kills those that are left.
 */
const guardScript = `trap '' HUP INT QUIT TERM TSTP
groups=' '
while read -r sign id; do
  case $sign in
    +) groups="$groups$id " ;;
    -) case $groups in *" $id "*) groups="\${groups%% $id *} \${groups#* $id }" ;; esac ;;
  esac
done
for id in $groups; do kill -9 "-$id"; done`;

function startGuard(): Writable {
  const child = spawn('/bin/sh', ['-c', guardScript], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: {},
  });
  // Where there is no shell, children still end with us unless we are killed outright.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  // A pipe is a socket, which can be kept from holding the process.
  (child.stdin as unknown as { unref(): void }).unref();
  return child.stdin;
}
