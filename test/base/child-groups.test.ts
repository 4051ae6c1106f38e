import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('a child ends with a parent that is killed, however many ended before it, and however often that was told', async () => {
  const program = resolve(import.meta.dirname, '../support/bind-groups-process.ts');
  const parent = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(parent.stdout, 'data');
  const child = Number(String(said));
  assert.ok(isAlive(child));
  parent.kill('SIGKILL');
  for (let waited = 0; isAlive(child) && waited < 30_000; waited += 50) await sleep(50);
  const isLeft = isAlive(child);
  if (isLeft) process.kill(child, 'SIGKILL');
  assert.not(isLeft, 'nobody ended the child');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.run();
