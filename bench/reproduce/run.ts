/**
 * What proof costs: `labbook reproduce` of the example, whole, beside the time that its stages took in the run
 * it proves, in turns; and the memory that export and import of an archive of 1 GB of random bytes take.
 * Usage: npm run bench:reproduce [rounds]   (in a built repository)
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Reproduction } from '../../src/model/reproduction.ts';
import { numberPipeline } from '../../test/support/number-pipeline.ts';
import { temporaryProject } from '../../test/support/temporary-project.ts';

const exec = promisify(execFile);
const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
const labbook = join(repository, 'dist/labbook.js');
const rounds = Number(process.argv[2] ?? 3);
const gigabyte = 2 ** 30;

const ratios: number[] = [];
for (let round = 0; round < rounds; round++) {
  await run(repository, 'run', '--force', '--json');
  const { stdout } = await run(repository, 'reproduce', 'latest', '--json');
  const { verdict, seconds, stageSeconds } = JSON.parse(stdout) as Reproduction;
  ratios.push(seconds / stageSeconds.recorded);
  console.log(
    `round ${round + 1}: ${verdict}, ${seconds.toFixed(1)} s for ${stageSeconds.recorded.toFixed(1)} s of stages`,
  );
}
const middle = [...ratios].sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
console.log(`reproduce / original stage time: ${middle.toFixed(2)}× (median of ${rounds})`);

const folder = await mkdtemp(join(tmpdir(), 'labbook-bench-reproduce-'));
using project = temporaryProject({
  ...numberPipeline,
  'stages/total.ts': `import { createCipheriv } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
export function run(ctx: any) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const file = openSync(ctx.outputs.sum.path, 'w');
  for (let i = 0; i < 1024; i++) writeSync(file, cipher.update(Buffer.alloc(2 ** 20)));
  closeSync(file);
}
`,
  'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace('data/sum.json', 'data/sum.bin'),
});
try {
  await run(project.root, 'run');
  const archive = join(folder, 'big.labbook');
  console.log(`export: ${await peakMegabytes(project.root, 'export', 'latest', '-o', archive)} MB of memory`);
  console.log(`archive: ${((await stat(archive)).size / gigabyte).toFixed(2)} GB`);
  using other = temporaryProject({ 'pipeline.yaml': '' });
  console.log(`import: ${await peakMegabytes(other.root, 'import', archive)} MB of memory`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(cwd: string, ...args: readonly string[]): Promise<{ readonly stdout: string }> {
  return await exec(process.execPath, [labbook, ...args], { cwd, maxBuffer: 64 * 2 ** 20 });
}

/** The most that the process held at any time, as the system counts it. */
async function peakMegabytes(cwd: string, ...args: readonly string[]): Promise<number> {
  const hook = join(folder, 'peak.mjs');
  await writeFile(
    hook,
    `process.on('exit', () => console.error('peak ' + Math.round(process.resourceUsage().maxRSS / 1024)));\n`,
  );
  const { stderr } = await exec(process.execPath, ['--import', hook, labbook, ...args], { cwd });
  return Number(/peak (\d+)/.exec(stderr)?.[1]);
}
