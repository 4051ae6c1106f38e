import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SourceFrame, StageFailure } from '../../src/model/stage-failure.ts';
import { describeFailure } from '../../src/words/failure-lines.ts';

const frame: SourceFrame = {
  file: 'stages/train.ts',
  line: 12,
  column: 9,
  functionName: 'fit',
  text: "  throw new Error('boom');",
};

test('an error shows its message, its place and the line of the stage', () => {
  const outer = { ...frame, line: 30, column: 3, functionName: 'Module.run', text: 'fit();' };
  const failure: StageFailure = { kind: 'threw', name: 'Error', message: 'boom', frames: [frame, outer] };
  assert.is(
    describeFailure(failure, { stage: 'train', root: '/project' }),
    `Error: boom
  stages/train.ts:12:9 in fit
    12 |   throw new Error('boom');
       |         ^
  stages/train.ts:30:3 in run`,
  );
});

test('an undeclared file comes with the line to add to pipeline.yaml', () => {
  const read = (path: string): string =>
    describeFailure(
      { kind: 'undeclared-access', path, access: 'read', frames: [] },
      { stage: 'features', root: '/project' },
    );
  assert.match(
    read('seed/look-up.v2.csv'),
    /Add to pipeline.yaml, under stages.features.inputs:\n {4}lookUp: file:seed\/look-up.v2.csv\nand read it at ctx.inputs.lookUp.path$/,
  );
  assert.match(read('seed/2020 prices.csv'), / {4}file2020Prices: "file:seed\/2020 prices.csv"\n/);
  assert.match(read('/etc/passwd'), 'outside the project');
  assert.match(read('/project/seed/x.csv'), / {4}x: file:seed\/x.csv\n/);
  assert.match(read('/projects/x.csv'), 'outside the project');
  const write = describeFailure(
    { kind: 'undeclared-access', path: 'data/extra.csv', access: 'write', frames: [] },
    { stage: 'features', root: '/project' },
  );
  assert.match(write, /under stages.features.outputs:\n {4}extra: data\/extra.csv\n/);
});

test('of a process that died, the last lines it wrote are shown, made harmless', () => {
  const stderr = Array.from({ length: 50 }, (_, i) => `line ${i}\u001b[2J`).join('\n');
  const words = describeFailure(
    { kind: 'died', exitCode: null, signal: 'SIGKILL', stderr },
    { stage: 'train', root: '/project' },
  );
  assert.match(words, 'SIGKILL');
  assert.match(words, '  | line 49');
  assert.not.match(words, 'line 20');
  assert.not.match(words, '[2J');
});

test('every kind of failure has words', () => {
  const failures: readonly StageFailure[] = [
    { kind: 'output-missing', output: 'table', path: 'data/t.csv' },
    { kind: 'input-moved', input: 'table', path: 'data/t.csv' },
    { kind: 'input-missing', input: 'table', path: 'data/t.csv' },
    { kind: 'export-missing', file: 'stages/a.ts', name: 'run' },
    { kind: 'timeout', timeoutMs: 60_000 },
    { kind: 'died', exitCode: 3, signal: null, stderr: '' },
    { kind: 'cancelled' },
    { kind: 'store', message: 'no space left' },
  ];
  for (const failure of failures)
    assert.ok(describeFailure(failure, { stage: 'a', root: '/project' }).length > 10, failure.kind);
});

test.run();
