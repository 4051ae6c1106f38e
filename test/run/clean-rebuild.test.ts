import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { numberPipeline } from '../support/number-pipeline.ts';
import { digestsOf, type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('any edits, then a run');
/** Sequences of edits to try; a night may try more of them. */
const sequences = Number(process.env.LABBOOK_TEST_SEQUENCES ?? 3);

/** What the project's own files say; all else is what runs left there, and what was done to that. */
interface Sources {
  readonly power: number;
  readonly count: number;
  readonly raised: string;
  readonly comment: string;
  readonly shown: string;
}

const start: Sources = { power: 2, count: 5, raised: 'value ** power', comment: '', shown: 'Raised to' };

function filesOf({ power, count, raised, comment, shown }: Sources): Record<string, string> {
  const file = (path: string) => numberPipeline[path] ?? '';
  return {
    ...numberPipeline,
    'pipeline.yaml': file('pipeline.yaml').replace('count: 5, power: 2', `count: ${count}, power: ${power}`),
    'stages/lib/raise.ts': file('stages/lib/raise.ts').replace('value ** power', raised),
    'stages/powers.ts': file('stages/powers.ts').replace('Raised to', shown),
    'stages/total.ts': `${comment}${file('stages/total.ts')}`,
  };
}

const sourceEdit: fc.Arbitrary<Partial<Sources>> = fc.oneof(
  fc.record({ power: fc.constantFrom(2, 3, 4) }),
  fc.record({ count: fc.constantFrom(3, 5) }),
  fc.record({ raised: fc.constantFrom('value ** power', '1 * value ** power', 'value ** power + 1') }),
  fc.record({ comment: fc.constantFrom('', '// A comment.\n', '/* another */\n') }),
  fc.record({ shown: fc.constantFrom('Raised to', 'Lifted to') }),
);

const outputs = ['data/numbers.json', 'data/powers.json', 'data/sum.json'];
const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile())
        .sort()
    : [];

/** Things that happen to what runs left behind. */
const mishaps: Readonly<Record<string, (project: TemporaryProject, pick: number) => void>> = {
  'an output is deleted': ({ root }, pick) => rmSync(join(root, outputs[pick % 3] ?? ''), { force: true }),
  'all outputs are deleted': ({ root }) => rmSync(join(root, 'data'), { recursive: true, force: true }),
  'an output is edited by hand': (project, pick) =>
    project.write(outputs[pick % 3] ?? '', `"by hand ${pick}"`),
  'an output gets another output’s bytes': (project, pick) => {
    const [from, to] = [outputs[pick % 3] ?? '', outputs[(pick + 1) % 3] ?? ''];
    if (existsSync(join(project.root, from))) project.write(to, project.read(from));
  },
  'a blob is deleted': ({ root }, pick) => {
    const blobs = filesBelow(join(root, '.labbook/store/blobs'));
    if (blobs.length > 0) rmSync(blobs[pick % blobs.length] ?? '');
  },
  'a bit of a blob flips': ({ root }, pick) => {
    const blobs = filesBelow(join(root, '.labbook/store/blobs'));
    const path = blobs[pick % Math.max(blobs.length, 1)];
    if (path === undefined) return;
    const bytes = readFileSync(path);
    bytes[pick % bytes.length] = (bytes[pick % bytes.length] ?? 0) ^ 1;
    chmodSync(path, 0o644);
    writeFileSync(path, bytes);
  },
  'a result record is cut off': ({ root }, pick) => {
    const records = filesBelow(join(root, '.labbook/store/results'));
    const path = records[pick % Math.max(records.length, 1)];
    if (path !== undefined) writeFileSync(path, readFileSync(path, 'utf8').slice(0, pick % 200));
  },
  'kept code is deleted': ({ root }) =>
    rmSync(join(root, '.labbook/store/code'), { recursive: true, force: true }),
  'memories are deleted': ({ root }) =>
    rmSync(join(root, '.labbook/index'), { recursive: true, force: true }),
  'all of .labbook is deleted': ({ root }) =>
    rmSync(join(root, '.labbook'), { recursive: true, force: true }),
  'files are touched': ({ root }, pick) => {
    for (const path of Object.keys(numberPipeline)) utimesSync(join(root, path), pick, pick);
  },
  'a file is added beside the stages': (project, pick) =>
    project.write(`stages/lib/more${pick}.ts`, 'export {};\n'),
};

const then = fc.constantFrom(
  [],
  ['run'],
  ['run'],
  ['run', '--paranoid'],
  ['run', '--jobs', '1'],
  ['run', 'powers'],
);
const edit = fc.oneof(
  { weight: 2, arbitrary: fc.record({ sources: sourceEdit, then }) },
  {
    weight: 3,
    arbitrary: fc.record({ mishap: fc.constantFrom(...Object.keys(mishaps)), pick: fc.nat(1000), then }),
  },
);

/** Sources → what a project that never saw anything else makes of them. */
const clean = new Map<string, Promise<unknown>>();

async function stateOf(project: TemporaryProject, ...args: readonly string[]): Promise<unknown> {
  const { answer, exitCode, stderr } = await project.runJson(...args);
  assert.is(exitCode, 0, stderr);
  const report = project.read(answer.report ?? '');
  return {
    digests: digestsOf(answer),
    files: outputs.map((path) => project.read(path)),
    metrics: answer.metrics,
    shown: /(Raised|Lifted) to the power of \d/.exec(report)?.[0],
  };
}

function cleanState(sources: Sources): Promise<unknown> {
  const key = JSON.stringify(sources);
  const known = clean.get(key);
  if (known !== undefined) return known;
  const made = (async () => {
    using project = temporaryProject(filesOf(sources));
    return await stateOf(project);
  })();
  clean.set(key, made);
  return made;
}

test('equal a clean rebuild', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 2, maxLength: 5 }),
      fc.constantFrom([], ['--paranoid']),
      async (edits, last) => {
        let sources = start;
        using project = temporaryProject(filesOf(sources));
        await project.run('run');
        for (const step of edits) {
          if ('sources' in step) {
            sources = { ...sources, ...step.sources };
            for (const [path, text] of Object.entries(filesOf(sources))) {
              if (project.read(path) !== text) project.write(path, text);
            }
          } else {
            mishaps[step.mishap]?.(project, step.pick);
          }
          if (step.then.length > 0) {
            const end = await project.run(...step.then);
            assert.is(end.exitCode, 0, end.stderr);
          }
        }
        assert.equal(await stateOf(project, ...last), await cleanState(sources));
        assert.equal(await stateOf(project), await cleanState(sources), 'and the run after that');
      },
    ),
    { numRuns: sequences, endOnFailure: true, includeErrorInReport: true },
  );
});

test.run();
