import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock, lockTiming, replaceDead } from '../../src/store/lock.ts';
import { type BundledProgram, bundledProgram } from '../support/bundled-program.ts';

const test = suite('locks');

let holder: BundledProgram;
let folder: string;
const never = new AbortController().signal;
const silent = { signal: never, onWait: () => undefined };

test.before(async () => {
  holder = await bundledProgram(join(import.meta.dirname, '../support/lock-holder.ts'));
});
test.after(() => holder[Symbol.dispose]());
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'labbook-lock-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

const lockPath = () => join(folder, 'locks', 'a');
const journalPath = () => join(folder, 'journal');
/** The lines that are whole; a file that was just made has none. */
const journal = () =>
  existsSync(journalPath()) ? readFileSync(journalPath(), 'utf8').split('\n').slice(0, -1) : [];

function start(holdMs: string): ChildProcess {
  return spawn(process.execPath, [holder.path, lockPath(), journalPath(), holdMs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
const has = (child: ChildProcess) => new Promise<void>((done) => child.stdout?.once('data', () => done()));

/** Throws where two processes had the lock at one time, and gives how often it was taken. */
function turnsOf(lines: readonly string[]): number {
  let owner: string | null = null;
  let turns = 0;
  for (const line of lines) {
    const [what, pid = ''] = line.split(' ');
    if (what === 'has') {
      assert.is(owner, null, `${pid} has the lock of ${owner}\n${lines.join('\n')}`);
      owner = pid;
      turns += 1;
    }
    if (what === 'gives') owner = null;
  }
  return turns;
}

test('of many processes one has the lock at a time, and each gets its turn', async () => {
  const children = Array.from({ length: 6 }, () => start('40'));
  assert.equal(
    await Promise.all(children.map(exit)),
    children.map(() => 0),
  );
  assert.is(turnsOf(journal()), 6);
  assert.equal(readdirSync(join(folder, 'locks')), [], 'nothing is left behind');
});

test('the lock of a killed process is taken over by eight waiters, one at a time', async () => {
  const dead = start('forever');
  await has(dead);
  const children = Array.from({ length: 8 }, () => start('20'));
  while (journal().filter((line) => line.startsWith('waits')).length < 8) await sleep(20);
  dead.kill('SIGKILL');
  await exit(dead);
  assert.equal(
    await Promise.all(children.map(exit)),
    children.map(() => 0),
  );
  assert.is(turnsOf(journal().filter((line) => line !== `has ${dead.pid}`)), 8);
  assert.equal(readdirSync(join(folder, 'locks')), []);
});

test('within one process, too, a dead lock passes to one waiter at a time, however many come at once', async () => {
  for (let round = 0; round < 15; round++) {
    const path = join(folder, `round${round}`);
    const gone = { pid: 2 ** 22 + 1, host: hostname(), startedAt: '1', token: 'of-the-dead' };
    writeFileSync(path, JSON.stringify(gone));
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const lock = await acquireLock(path, silent);
        most = Math.max(most, ++holders);
        await sleep(1);
        holders -= 1;
        await lock.release();
      }),
    );
    assert.is(most, 1);
  }
});

test('whoever died while taking over a dead lock does not keep it from the next', async () => {
  const path = lockPath();
  const lock = await acquireLock(path, silent);
  const text = readFileSync(path, 'utf8');
  await lock.release();
  const dead = { ...JSON.parse(text), pid: 2 ** 22 + 1 };
  writeFileSync(path, JSON.stringify({ ...dead, token: 'first' }));
  writeFileSync(`${path}.first.guard0`, JSON.stringify({ ...dead, token: 'second' }));
  const next = await acquireLock(path, silent);
  await next.release();
  assert.equal(readdirSync(join(folder, 'locks')), []);
});

test('a waiter that comes late, after another took over from the dead owner that it saw, touches nothing', async () => {
  const path = lockPath();
  const lock = await acquireLock(path, silent);
  const text = readFileSync(path, 'utf8');
  writeFileSync(join(folder, 'candidate'), 'of the late one');
  const isReplaced = await replaceDead({
    path,
    dead: { token: 'seen before' },
    candidate: join(folder, 'candidate'),
  });
  assert.not.ok(isReplaced);
  assert.is(readFileSync(path, 'utf8'), text);
  await lock.release();
  assert.equal(readdirSync(join(folder, 'locks')), []);
});

test('a process that got the number of the dead owner does not pass for it', async () => {
  const lock = await acquireLock(lockPath(), silent);
  const mine = JSON.parse(readFileSync(lockPath(), 'utf8'));
  await lock.release();
  writeFileSync(lockPath(), JSON.stringify({ ...mine, startedAt: '1' }));
  const again = await acquireLock(lockPath(), silent);
  await again.release();
});

test('a zombie holds nothing', async () => {
  // The shell starts the holder and becomes a program that never waits for its children.
  const script = `${process.execPath} ${holder.path} ${lockPath()} ${journalPath()} forever & exec sleep 600`;
  const parent = spawn('sh', ['-c', script], { stdio: 'ignore' });
  try {
    while (journal().length === 0) await sleep(20);
    const pid = Number(journal()[0]?.split(' ')[1]);
    process.kill(pid, 'SIGKILL');
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await sleep(10);
    const lock = await acquireLock(lockPath(), silent);
    await lock.release();
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a lock file that lost its bytes is taken over', async () => {
  for (const text of ['', '{"pid": 1', 'null', '[]']) {
    const path = join(folder, 'damaged');
    writeFileSync(path, text);
    const lock = await acquireLock(path, silent);
    await lock.release();
  }
});

test('waiting tells once for whom, and ends when it is called off, leaving nothing', async () => {
  const lock = await acquireLock(lockPath(), silent);
  const stop = new AbortController();
  const told: number[] = [];
  const waiting = acquireLock(lockPath(), { signal: stop.signal, onWait: (pid) => told.push(pid) });
  await sleep(200);
  stop.abort(new Error('called off'));
  const error = await waiting.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  assert.equal(told, [process.pid]);
  assert.equal(readdirSync(join(folder, 'locks')), ['a']);
  await lock.release();
});

test('giving back a lock that another took over leaves the other its lock', async () => {
  const lock = await acquireLock(lockPath(), silent);
  const other = JSON.stringify({ pid: process.pid, host: hostname(), startedAt: '', token: 'other' });
  writeFileSync(lockPath(), other);
  await lock.release();
  assert.is(readFileSync(lockPath(), 'utf8'), other);
});

test('the lock of another machine is believed', async () => {
  writeFileSync(
    join(folder, 'far'),
    JSON.stringify({ pid: 1, host: 'elsewhere', startedAt: '', token: 'x' }),
  );
  const waiting = acquireLock(join(folder, 'far'), { ...silent, signal: AbortSignal.timeout(300) });
  assert.is(
    await waiting.then(
      () => 'taken',
      () => 'waited',
    ),
    'waited',
  );
});

const brisk = { pollMs: 5, heartbeatMs: 20, silenceMs: 400 };
const far = JSON.stringify({ pid: 1, host: 'elsewhere', startedAt: '', token: 'x' });

test('the lock of another machine that was silent for too long is taken over', async () => {
  writeFileSync(join(folder, 'far'), far);
  const startedAt = performance.now();
  const lock = await acquireLock(join(folder, 'far'), { ...silent, timing: brisk });
  assert.ok(performance.now() - startedAt >= brisk.silenceMs);
  await lock.release();
});

test('the lock of another machine is believed as long as it shows that it lives', async () => {
  const path = join(folder, 'far');
  writeFileSync(path, far);
  // What another machine's heartbeat does, many times within the silence.
  let beats = 0;
  let longestMs = 0;
  let lastMs = performance.now();
  const beating = setInterval(() => {
    beats += 1;
    utimesSync(path, beats, beats);
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
  }, 10);
  const waiting = acquireLock(path, { ...silent, signal: AbortSignal.timeout(2000), timing: brisk });
  const end = await waiting.then(
    () => 'taken',
    () => 'waited',
  );
  clearInterval(beating);
  // On a machine so busy that the heart paused for as long, nothing is shown.
  if (longestMs < brisk.silenceMs / 2) assert.is(end, 'waited');
});

test('a held lock shows that its owner lives, and no longer once it is given back', async () => {
  const lock = await acquireLock(lockPath(), { ...silent, timing: brisk });
  const timeOf = () => statSync(lockPath(), { bigint: true }).mtimeNs;
  const first = timeOf();
  while (timeOf() === first) await sleep(5);
  const second = timeOf();
  while (timeOf() === second) await sleep(5);
  await lock.release();
});

test('an owner shows itself many times before it is taken for dead', () => {
  assert.equal(lockTiming, { pollMs: 50, heartbeatMs: 5_000, silenceMs: 60_000 });
});

test.run();
