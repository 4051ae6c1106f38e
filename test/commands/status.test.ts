import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandAnswer } from '../../src/commands/command.ts';
import { graphCommand } from '../../src/commands/graph.ts';
import { reportCommand } from '../../src/commands/report.ts';
import { statusCommand } from '../../src/commands/status.ts';
import { whyCommand } from '../../src/commands/why.ts';
import { runCommand } from '../support/command-input.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { ranProject, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('status, why, graph and report');

let project: TemporaryProject;
test.before(async () => {
  project = await ranProject(numberPipeline);
});
test.after(() => project[Symbol.dispose]());
test.before.each(() => {
  for (const [path, text] of Object.entries(numberPipeline)) project.write(path, text);
});

const status = (flags: Record<string, boolean | string | readonly string[]> = {}) =>
  runCommand(statusCommand, { root: project.root, flags });
const statesOf = ({ json }: CommandAnswer) =>
  Object.fromEntries(
    (json as { stages: { id: string; state: string }[] }).stages.map(({ id, state }) => [id, state]),
  );

test('says that there is nothing to do', async () => {
  const answer = await status({ check: true });
  assert.is(answer.exitCode, 0);
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'cached', total: 'cached' });
  assert.match(answer.text, 'nothing to do');
});

test('names what would run and why, and what depends on that; with --check the exit code is 8', async () => {
  const raised = (numberPipeline['stages/lib/raise.ts'] ?? '').replace('value ** power', 'value + power');
  project.write('stages/lib/raise.ts', raised);
  const answer = await status();
  assert.is(answer.exitCode, 0);
  assert.equal(statesOf(answer), { numbers: 'cached', powers: 'stale', total: 'waiting' });
  assert.match(answer.text, 'stages/lib/raise.ts: raise changed');
  assert.match(answer.text, 'depends on what powers will give');
  assert.match(answer.text, '1 would run, 1 depend on what they give');
  assert.is((await status({ check: true })).exitCode, 8);
  assert.is((await status({ check: true, paranoid: true })).exitCode, 8);
});

test('answers as if a run were given --set, and writes nothing into the project', async () => {
  const before = readdirSync(project.root).sort();
  const answer = await status({ set: ['params.power=3'], check: true });
  assert.is(answer.exitCode, 8);
  assert.match(answer.text, 'params.power 2 → 3');
  assert.equal(readdirSync(project.root).sort(), before);
  assert.is((await status({ check: true })).exitCode, 0);
});

test('says that a stage would run whose result the store has lost', async () => {
  using other = temporaryProject(numberPipeline);
  const { answer } = await other.runJson();
  const hex = (answer.stages[1]?.outputs.list?.digest ?? '').replace('sha256:', '');
  rmSync(join(other.root, '.labbook/store/blobs', hex.slice(0, 2), hex));
  const found = await runCommand(statusCommand, { root: other.root, flags: { check: true } });
  assert.equal(statesOf(found), { numbers: 'cached', powers: 'stale', total: 'waiting' });
  assert.is(found.exitCode, 8);
  assert.match(found.text, 'its result is not in the store');
});

test('of a pipeline with mistakes tells them, exit 2', async () => {
  project.write('pipeline.yaml', `${numberPipeline['pipeline.yaml']}  other:\n    inputs: { a: totl.sum }\n`);
  const answer = await status({ check: true });
  assert.is(answer.exitCode, 2);
  assert.ok((answer.problems ?? []).length > 0);
  assert.equal((answer.json as { stages: unknown[] }).stages, []);
});

test('why gives the reasons of the last run, for a stage that ran as for one that did not', async () => {
  using other = temporaryProject(numberPipeline);
  const why = (stage: string) => runCommand(whyCommand, { root: other.root, positionals: [stage] });
  const none = await why('powers');
  assert.is(none.exitCode, 2);
  assert.equal(none.problems, [{ kind: 'stage-not-reached', stage: 'powers' }]);
  await other.run('run');
  assert.match((await why('powers')).text, 'powers ran');
  assert.match((await why('powers')).text, 'first run');
  await other.run('run', '--set', 'params.power=3');
  assert.match((await why('numbers')).text, 'numbers did not have to run');
  const ran = await why('powers');
  assert.match(ran.text, 'params.power 2 → 3');
  assert.equal((ran.json as { reasons: unknown }).reasons, [
    { kind: 'param', name: 'power', before: 2, after: 3 },
  ]);
  const unknown = await why('power');
  assert.is(unknown.exitCode, 2);
  assert.match(JSON.stringify(unknown.problems), '"near":"powers"');
});

test('the graph reads as text, as a Mermaid flowchart and as SVG', async () => {
  const draw = (format?: string) =>
    runCommand(graphCommand, { root: project.root, flags: format === undefined ? {} : { format } });
  const text = await draw();
  for (const id of ['numbers', 'powers', 'total']) assert.match(text.text, id);
  assert.equal(
    (text.json as { stages: { id: string; dependsOn: string[] }[] }).stages.map(({ id, dependsOn }) => [
      id,
      dependsOn,
    ]),
    [
      ['numbers', []],
      ['powers', ['numbers']],
      ['total', ['powers']],
    ],
  );
  const mermaid = (await draw('mermaid')).text;
  assert.match(mermaid, /^flowchart TD\n/);
  assert.match(mermaid, /s0 --> s1/);
  assert.match(mermaid, /s1 --> s2/);
  const svg = (await draw('svg')).text;
  assert.match(svg, /^(<\?xml[^>]*>\s*)?<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.match(svg, /<\/svg>\s*$/);
  assert.is(svg.match(/<g\b/g)?.length, svg.match(/<\/g>/g)?.length);
  const wrong = await draw('png');
  assert.is(wrong.exitCode, 2);
  assert.equal(
    wrong.problems?.map(({ kind }) => kind),
    ['bad-flag-value'],
  );
});

test('a report is written again, with the same bytes', async () => {
  const report = (...positionals: string[]) => runCommand(reportCommand, { root: project.root, positionals });
  const first = await report();
  assert.is(first.exitCode, 0);
  const path = first.text.trim();
  const page = project.read(path);
  rmSync(join(project.root, path));
  const id = path.slice('reports/'.length, -'.html'.length);
  assert.is((await report(id)).text.trim(), path);
  assert.is(project.read(path), page);
  assert.is((await report('no-such-otter')).exitCode, 2);
  const record = project.read(`experiments/${id}/record.json`);
  project.write(`experiments/${id}/record.json`, record.slice(0, 100));
  assert.is((await report(id)).exitCode, 7, 'a damaged record');
  project.write(`experiments/${id}/record.json`, record);
});

test.run();
