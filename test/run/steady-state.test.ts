import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ended, statesOf, temporaryProject } from '../support/temporary-project.ts';

const test = suite('a run with nothing to do');

/** The powers stage says that it runs, then waits, so that a test can edit files meanwhile. */
const slow: Readonly<Record<string, string>> = {
  ...numberPipeline,
  'stages/powers.ts': (numberPipeline['stages/powers.ts'] ?? '').replace(
    "ctx.log.info('raising '",
    "ctx.log.info('waiting');\n  await new Promise((done) => setTimeout(done, 700));\n  ctx.log.info('raising '",
  ),
};

for (const [what, path, edit, stale] of [
  [
    'code',
    'stages/lib/raise.ts',
    (text: string) => text.replace('value ** power', 'value ** power + 1'),
    'powers',
  ],
  ['a parameter', 'pipeline.yaml', (text: string) => text.replace('power: 2', 'power: 3'), 'powers'],
] as const) {
  test(`${what} edited while the run goes on is noticed by the next run`, async () => {
    using project = temporaryProject(slow);
    const child = project.start('run');
    let isEdited = false;
    child.stderr?.on('data', (chunk) => {
      if (isEdited || !String(chunk).includes('waiting')) return;
      isEdited = true;
      project.write(path, edit(project.read(path)));
    });
    const end = await ended(child);
    assert.is(end.exitCode, 0, end.stderr);
    assert.ok(isEdited);
    const { answer } = await project.runJson();
    assert.is(statesOf(answer)[stale], 'ran');
  });
}

test.run();
