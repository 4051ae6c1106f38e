import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gatedPipeline } from '../support/gated-project.ts';
import { ranProject, type TemporaryProject } from '../support/temporary-project.ts';

interface BisectJson {
  readonly causes: readonly number[];
  readonly differences: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly declaration?: string | null;
  }[];
  readonly areInseparable: boolean;
  readonly nothing: string | null;
  readonly page: string;
  readonly probes: readonly { readonly ran: readonly string[]; readonly state: string }[];
}

async function bisected(project: TemporaryProject) {
  const end = await project.run('bisect', 'latest~1', 'latest', '--json');
  try {
    return { ...end, answer: JSON.parse(end.stdout) as BisectJson };
  } catch {
    throw new Error(`${end.stdout}\n${end.stderr}`);
  }
}

const answerFile = gatedPipeline['stages/lib/answer.ts'] ?? '';
const evaluateFile = gatedPipeline['stages/evaluate.ts'] ?? '';
const yaml = gatedPipeline['pipeline.yaml'] ?? '';

test('a planted line among six harmless changes is named, and unknown stages alone are run', async () => {
  using project = await ranProject(gatedPipeline);
  // The regression: one row in three is answered wrongly.
  project.write(
    'stages/evaluate.ts',
    evaluateFile
      .replace('ctx.random() < skill)', 'ctx.random() < skill * 0.66)')
      // Harmless: another spelling, a longer log, a renamed parameter default, a seed and two values that nothing reads.
      .replace('const right = rows', "ctx.log.info('scoring');\n  const right = rows")
      .replace("default('plain')", "default('fancy')"),
  );
  project.write(
    'stages/lib/answer.ts',
    answerFile.replace("label === 'a' ? 'b' : 'a'", "label !== 'a' ? 'a' : 'b'"),
  );
  project.write(
    'pipeline.yaml',
    yaml
      .replace('seed: 7', 'seed: 8')
      .replace("skill: '${params.skill}'", "skill: '${params.skill}', note: 'tidier'")
      .replace(
        'inputs: { rows: rows.table, model: train.model }',
        'inputs: { rows: rows.table, model: train.model }\n    params: { style: bold }',
      ),
  );
  await project.run('run');
  const { exitCode, answer } = await bisected(project);
  assert.is(exitCode, 0);
  assert.is(answer.differences.length, 7, JSON.stringify(answer.differences));
  assert.equal(
    answer.causes.map((i) => answer.differences[i]?.kind),
    ['code'],
  );
  assert.is(answer.differences[answer.causes[0] ?? -1]?.declaration, 'run');
  assert.ok(answer.probes.length <= 10, `${answer.probes.length} probes`);
  assert.match(project.read(answer.page), 'Why ');
  const { stdout } = await project.run('bisect', 'latest~1', 'latest');
  assert.match(stdout, /stages\/evaluate\.ts:\d+ \(run\) explains −0\.\d+ of −0\.\d+ in evaluate\.accuracy/);
});

test('a parameter is named by the name that pipeline.yaml gives it, and cached stages are not run', async () => {
  using project = await ranProject(gatedPipeline);
  await project.run('run', '--set', 'params.skill=0.5');
  const { answer } = await bisected(project);
  assert.equal(
    answer.differences.map(({ name }) => name),
    ['params.skill'],
  );
  assert.equal(answer.causes, [0]);
  assert.equal(
    answer.probes.map(({ ran }) => ran),
    [[]],
  );
});

test('nothing is looked for where nothing is worse', async () => {
  using project = await ranProject(gatedPipeline);
  await project.run('run', '--set', 'params.skill=0.95');
  const { exitCode, answer } = await bisected(project);
  assert.is(exitCode, 0);
  assert.is(answer.nothing, 'no-drop');
});

test('the project itself is left as it was: its outputs, and why its stages ran', async () => {
  using project = await ranProject(gatedPipeline);
  await project.run('run', '--set', 'params.skill=0.5');
  const before = [project.read('data/predictions.csv'), (await project.run('status')).stdout];
  await bisected(project);
  assert.equal([project.read('data/predictions.csv'), (await project.run('status')).stdout], before);
});

test.run();
