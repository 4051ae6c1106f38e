import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openProject, ProjectError } from '../../src/library/open-project.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const plain = (document: unknown) => JSON.parse(JSON.stringify(document)) as Record<string, unknown>;

async function refusal(work: Promise<unknown>): Promise<ProjectError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, ProjectError);
  return error as ProjectError;
}

test('plan, run, list, show and compare give the documents that --json prints', async () => {
  using files = temporaryProject(numberPipeline);
  const project = await openProject(files.root, { env: {} });
  assert.is(project.root, files.root);
  const planned = await project.plan();
  assert.equal(
    planned.stages.map(({ id, state }) => `${id} ${state}`),
    ['numbers stale', 'powers waiting', 'total waiting'],
  );
  const events: RunEvent[] = [];
  const first = await project.run({ name: 'first', tags: ['a'], onEvent: (event) => events.push(event) });
  assert.is(first.state, 'ok');
  assert.is(first.metrics['total.sum'], 55);
  assert.is(events.at(-1)?.kind, 'run-finished');
  const second = await project.run({ set: { 'params.count': 3 } });
  assert.is(second.metrics['total.sum'], 14);

  const printed = async (...args: readonly string[]) =>
    JSON.parse((await files.run(...args, '--json')).stdout);
  assert.equal(plain(await project.plan()), await printed('status'));
  assert.equal(plain(await project.list()), await printed('list'));
  assert.equal(plain(await project.show('latest~1')), await printed('show', 'latest~1'));
  assert.equal((await project.show('latest~1')).experiment.name, 'first');
  assert.equal(
    plain(await project.compare(['latest~1', 'latest'])),
    await printed('compare', 'latest~1', 'latest'),
  );
  assert.equal((await project.list({ where: 'params.count = 3' })).experiments.length, 1);
  // The record says how to do the same again.
  assert.equal((await project.show()).experiment.command, ['run', '--set', 'params.count=3']);
});

test('what cannot be done is a ProjectError with facts, and words as its message', async () => {
  using files = temporaryProject(numberPipeline);
  const nowhere = await refusal(openProject(`${files.root}/stages`));
  assert.equal(nowhere.problems, [{ kind: 'no-such-project', folder: `${files.root}/stages` }]);
  const project = await openProject(files.root);
  assert.match((await refusal(project.show())).message, 'no experiment');
  const unknown = await refusal(project.run({ stages: ['powrs'] }));
  assert.match(unknown.message, 'did you mean');
  files.write('pipeline.yaml', 'version: 1\nstags: {}\n');
  assert.match((await refusal(project.plan())).message, 'pipeline.yaml:2:1');
});

test('a stage that fails is an answer; a signal stops the run', async () => {
  using files = temporaryProject({
    ...numberPipeline,
    'stages/total.ts': 'export function run() { throw new Error("odd"); }\n',
  });
  const project = await openProject(files.root);
  const failed = await project.run();
  assert.is(failed.state, 'failed');
  assert.is(failed.stages[2]?.failure?.kind, 'threw');
  const stop = new AbortController();
  const onEvent = ({ kind }: RunEvent) => {
    if (kind === 'stage-started') stop.abort();
  };
  const stopped = await project.run({ isForced: true, signal: stop.signal, onEvent });
  assert.is(stopped.state, 'interrupted');
});

test.run();
