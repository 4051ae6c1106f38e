/** A process that binds and ends 40 children, each twice, then one that it leaves running, whose number it prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bindGroup } from '../../src/base/child-groups.ts';

for (let i = 0; i < 40; i++) {
  const child = spawn('true', { detached: true, stdio: 'ignore' });
  const end = bindGroup(child);
  await once(child, 'exit');
  end();
  end();
}
const last = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
bindGroup(last);
process.stdout.write(`${last.pid}\n`);
setInterval(() => undefined, 1000);
