/**
 * A process that takes a lock (argv 2), notes in a journal (argv 3) when it has and when it gives it back,
 * and holds it for some milliseconds (argv 4); `forever` never gives it back.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from '../../src/store/lock.ts';

const [path = '', journal = '', holdMs = ''] = process.argv.slice(2);
const lock = await acquireLock(path, {
  signal: new AbortController().signal,
  onWait: (pid) => appendFileSync(journal, `waits ${process.pid} ${pid}\n`),
});
appendFileSync(journal, `has ${process.pid}\n`);
process.stdout.write('has\n');
if (holdMs === 'forever') await new Promise(() => setInterval(() => undefined, 1000));
await sleep(Number(holdMs));
appendFileSync(journal, `gives ${process.pid}\n`);
await lock.release();
