/** Each kind of leak, in a pipeline of its own stages, is named with stage, column and first row; an honest one passes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LeakageCheck, ProbeCheck } from '../../src/model/leakage-check.ts';
import { honestYaml, leaks, leakyYaml, pricesCsv, stageFiles } from '../support/leaky-pipeline.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('probing for the future');

test('a run with checks.future fails the check for each leak, and passes it for the honest stages alone', async () => {
  using project = temporaryProject({ ...stageFiles, 'pipeline.yaml': leakyYaml, 'prices.csv': pricesCsv() });
  const { answer } = await project.runJson();
  const future = futureOf(checksOf(project, answer.experiment));
  assert.is(future.state, 'failed');
  assert.equal([...new Set(future.findings.map(({ output }) => output))].sort(), Object.keys(leaks).sort());
  const columns = future.findings.flatMap((one) =>
    one.kind === 'value' ? [`${one.stage}.${one.output} ${one.column}`] : [],
  );
  assert.equal(columns.sort(), [
    'leaky.centred mean',
    'leaky.encoded by_weekday',
    'leaky.scaled close',
    'leaky.shifted change',
    'leaky.stretched forward_return',
    'leaky.stretched label',
  ]);
  // The window of the last known day but one reaches two days further.
  const centred = future.findings.find(({ output }) => output === 'centred');
  assert.is(centred?.kind === 'value' && centred.row, 'symbol A, ts 2020-06-12 00:00:00');
  const page = project.read(answer.report ?? '');
  assert.match(page, 'Nothing after a day changes what was known by then');
  assert.match(
    page,
    'leaky.centred: column mean changes in 6 of 330 known rows once later rows have other values, first at symbol A, ts 2020-06-12:',
  );

  project.write('pipeline.yaml', honestYaml);
  const honest = await project.runJson();
  const checks = checksOf(project, honest.answer.experiment);
  const clean = futureOf(checks);
  assert.is(clean.state, 'passed', JSON.stringify(clean));
  assert.equal(
    clean.judged.map(({ stage, output }) => `${stage}.${output}`),
    ['features.table', 'label.table', 'split.preparation'],
  );
  assert.equal(
    checks.map(({ kind, state }) => [kind, state]),
    [
      ['split', 'passed'],
      ['future', 'passed'],
    ],
  );
  const wrong = await project.run('probe-future', '--at', 'spring');
  assert.is(wrong.exitCode, 2);
  assert.match(wrong.stderr, '--at takes a day as 2015-12-31');
});

export function checksOf(project: TemporaryProject, experiment: string | null): readonly LeakageCheck[] {
  const path = join(project.root, 'experiments', experiment ?? '', 'record.json');
  const { checks } = JSON.parse(readFileSync(path, 'utf8')) as { readonly checks?: readonly LeakageCheck[] };
  return checks ?? [];
}

function futureOf(checks: readonly LeakageCheck[]): ProbeCheck {
  const found = checks.find((one): one is ProbeCheck => one.kind === 'future');
  if (found === undefined) throw new Error('there is no check of the future');
  return found;
}

test.run();
