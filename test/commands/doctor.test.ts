import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { doctorCommand } from '../../src/commands/doctor.ts';
import { runCommand } from '../support/command-input.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { temporaryProject } from '../support/temporary-project.ts';

const test = suite('doctor');

interface Finding {
  readonly what: string;
  readonly state: string;
  readonly detail: string;
  readonly fix: string;
}

async function findingsOf(files: Readonly<Record<string, string>>) {
  using project = temporaryProject(files);
  const answer = await runCommand(doctorCommand, { root: project.root });
  const { findings } = answer.json as { findings: Finding[] };
  return { answer, find: (what: string) => findings.find((one) => one.what === what) };
}

test('finds a small project in order', async () => {
  const { answer, find } = await findingsOf(numberPipeline);
  assert.is(answer.exitCode, 0, answer.text);
  for (const what of ['Node', '@duckdb/node-api', 'esbuild', 'folders', 'pipeline.yaml']) {
    assert.is(find(what)?.state, 'ok', what);
  }
  assert.is(find('pipeline.yaml')?.detail, '3 stages');
  assert.is(find('git')?.state, 'warning');
  assert.match(answer.text, '✓ Node');
});

test('says what is broken and what to do, exit 1', async () => {
  const { answer, find } = await findingsOf({
    ...numberPipeline,
    'pipeline.yaml': 'version: 1\nstages: 5\n',
  });
  assert.is(answer.exitCode, 1);
  assert.is(find('pipeline.yaml')?.state, 'broken');
  assert.is(find('pipeline.yaml')?.fix, 'labbook status tells them');
});

test('knocks at each source, and keeps its password to itself', async () => {
  const { answer, find } = await findingsOf({
    ...numberPipeline,
    'market.url': 'postgres://me:hunter2secret@127.0.0.1:1/market',
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      'stages:\n',
      `sources:
  market:
    kind: postgres
    urlFile: market.url
stages:
`,
    ),
  });
  assert.is(answer.exitCode, 1);
  assert.is(find('source market')?.state, 'broken');
  assert.is.not(find('source market')?.fix, '');
  assert.not.match(JSON.stringify(answer), 'hunter2secret');
});

test.run();
