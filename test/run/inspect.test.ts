import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ended, statesOf, temporaryProject } from '../support/temporary-project.ts';

/** Waits until a process has printed what `pattern` finds. */
function printed(stream: Readable | null, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream?.on('data', (chunk) => {
      text += String(chunk);
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    });
    stream?.once('end', () => reject(new Error(`it ended without ${pattern}:\n${text}`)));
  });
}

test("--inspect waits for a debugger, which stops at the stage's own first line; nothing is kept", async () => {
  using project = temporaryProject(numberPipeline);
  const run = project.start('run', 'powers', '--inspect', '--json');
  const end = ended(run);
  const [, address = ''] = await printed(run.stderr, /Debugger listening on ws:\/\/([\d.:]+)\//);
  const client = spawn(process.execPath, ['inspect', address], {
    cwd: project.root,
    env: { ...process.env, NO_COLOR: '1' },
  });
  try {
    const [, bundle = ''] = await printed(client.stdout, /break in (?:file:\/\/)?(\S*\.mjs):\d+/);
    // Its map leads an editor to the stage's own file.
    const map = resolve(project.root, `${bundle}.map`);
    const { sources, sourceRoot } = JSON.parse(readFileSync(map, 'utf8')) as {
      sources: string[];
      sourceRoot: string;
    };
    const files = sources.map((source) => fileURLToPath(new URL(source, sourceRoot)));
    assert.ok(files.includes(join(project.root, 'stages/powers.ts')), files.join('\n'));
    // Inside `run`, and not before it.
    client.stdin.write('exec ctx.params.power + 40\n');
    await printed(client.stdout, /\b42\b/);
    client.stdin.write('cont\n');
  } finally {
    client.kill();
    await end;
  }
  const { exitCode, stdout } = await end;
  assert.is(exitCode, 1);
  assert.equal(JSON.parse(stdout).stages.at(-1).failure, { kind: 'inspected' });
  assert.not.ok(existsSync(join(project.root, 'data/powers.json')));
  const { answer } = await project.runJson();
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'ran', total: 'ran' });
});

test('--inspect takes one stage', async () => {
  using project = temporaryProject(numberPipeline);
  const { exitCode, stderr } = await project.run('run', '--inspect');
  assert.is(exitCode, 2);
  assert.match(stderr, 'labbook run needs one stage with --inspect');
});

test.run();
