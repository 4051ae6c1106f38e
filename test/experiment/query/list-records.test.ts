import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { listRecords } from '../../../src/experiment/query/list-records.ts';
import { readAnnotations, writeAnnotations } from '../../../src/experiment/record/annotations.ts';
import { readRecord } from '../../../src/experiment/record/read-record.ts';
import { sealRecord } from '../../../src/experiment/record/seal-record.ts';
import type { ExperimentId } from '../../../src/model/record.ts';
import { recordVariant, writeRecords } from '../../support/record-variants.ts';

let root = '';
test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-list-'));
});
test.after.each(() => rm(root, { recursive: true, force: true }));

const otter = '20261122-1432-calm-otter' as ExperimentId;
const owl = '20261122-1432-calm-owl' as ExperimentId;
const lynx = '20261120-0900-brave-lynx' as ExperimentId;

test('a written record is read back as it was', async () => {
  const record = recordVariant({ id: otter });
  await writeRecords(root, [record]);
  assert.equal(await readRecord(root, otter), { ok: true, value: record });
});

test('experiments come newest first, also within one minute', async () => {
  await writeRecords(root, [
    recordVariant({ id: lynx, startedAt: '2026-11-20T09:00:10.000Z' }),
    recordVariant({ id: otter, startedAt: '2026-11-22T14:32:40.000Z' }),
    recordVariant({ id: owl, startedAt: '2026-11-22T14:32:20.000Z' }),
  ]);
  const listed = await listRecords(root);
  assert.equal(
    listed.experiments.map(({ id }) => id),
    [otter, owl, lynx],
  );
  assert.equal(await idsOf(root), [otter, owl, lynx]);
});

test('a project without experiments has an empty list', async () => {
  assert.equal(await listRecords(root), { experiments: [], problems: [] });
});

test('damaged and foreign records are problems, and the others are listed', async () => {
  await writeRecords(root, [recordVariant({ id: otter })]);
  const cases: readonly (readonly [string, string, string])[] = [
    ['20261101-0000-able-ant', '{"schema":"labbook.experiment/1"', 'not-json'],
    ['20261101-0000-able-bee', '{"schema":"labbook.experiment/9"}', 'other-schema'],
    ['20261101-0000-able-cat', '[]', 'other-schema'],
    ['20261101-0000-able-dog', '{"schema":"labbook.experiment/1","id":"x"}', 'edited'],
    ['20261101-0000-able-eel', sealRecord({ schema: 'labbook.experiment/1', id: 'x' }), 'invalid'],
    ['20261101-0000-able-elk', sealRecord(recordVariant({ id: owl })), 'invalid'],
  ];
  for (const [id, text] of cases) {
    await mkdir(join(root, 'experiments', id), { recursive: true });
    await writeFile(join(root, 'experiments', id, 'record.json'), text);
  }
  await mkdir(join(root, 'experiments', '20261101-0000-able-fox', 'record.json'), { recursive: true });
  await mkdir(join(root, 'experiments', '20261101-0000-still-running'), { recursive: true });
  await writeFile(join(root, 'experiments', 'README.md'), 'Records stand here.');
  const listed = await listRecords(root);
  assert.equal(
    listed.experiments.map(({ id }) => id),
    [otter],
  );
  const faults = listed.problems.map((problem) =>
    problem.kind === 'damaged-experiment' ? [problem.id, problem.fault] : problem,
  );
  assert.equal(
    faults.sort(),
    [...cases.map(([id, , fault]) => [id, fault]), ['20261101-0000-able-fox', 'unreadable']].sort(),
  );
});

test('the second listing reads no record that has not moved, and sees those that have', async () => {
  await writeRecords(root, [recordVariant({ id: otter }), recordVariant({ id: owl })]);
  await listRecords(root);
  const cache = join(root, '.labbook', 'experiments.json');
  const before = await stat(cache, { bigint: true });
  assert.is((await listRecords(root)).experiments.length, 2);
  assert.is((await stat(cache, { bigint: true })).ino, before.ino, 'an unchanged cache is not written again');
  await writeRecords(root, [recordVariant({ id: owl, tags: ['seen'] })]);
  await utimes(join(root, 'experiments', owl, 'record.json'), new Date(), new Date());
  const again = await listRecords(root);
  assert.equal(again.experiments.find(({ id }) => id === owl)?.tags, ['seen']);
  await rm(join(root, 'experiments', otter), { recursive: true });
  assert.equal(await idsOf(root), [owl]);
});

test('a damaged cache is made again', async () => {
  await writeRecords(root, [recordVariant({ id: otter })]);
  await mkdir(join(root, '.labbook'), { recursive: true });
  for (const text of ['', '{', '{"schema":"labbook.experiment-summaries/1"}', 'null']) {
    await writeFile(join(root, '.labbook', 'experiments.json'), text);
    assert.equal(await idsOf(root), [otter], text);
  }
});

test('annotations change what is listed, and never the record', async () => {
  const record = recordVariant({ id: otter, name: 'first', tags: ['a'] });
  await writeRecords(root, [record]);
  await listRecords(root);
  const annotations = {
    schema: 'labbook.annotations/1',
    name: 'second',
    tags: ['b', 'c'],
    notes: [{ at: '2026-11-23T00:00:00.000Z', text: 'looked at it' }],
  } as const;
  await writeAnnotations(root, { id: otter, annotations });
  assert.equal(await readAnnotations(root, otter), { ok: true, value: annotations });
  const [listed] = (await listRecords(root)).experiments;
  assert.is(listed?.name, 'second');
  assert.equal(listed?.tags, ['b', 'c']);
  assert.equal(await readRecord(root, otter), { ok: true, value: record });
});

test('unusable annotations are told at every listing, and the experiment is still there', async () => {
  await writeRecords(root, [recordVariant({ id: otter, tags: ['a'] })]);
  await writeFile(join(root, 'experiments', otter, 'annotations.json'), '{"schema":"other"}');
  for (let time = 0; time < 2; time++) {
    const listed = await listRecords(root);
    assert.equal(listed.experiments[0]?.tags, ['a']);
    assert.is(listed.problems[0]?.kind, 'damaged-experiment');
  }
});

async function idsOf(root: string): Promise<readonly string[]> {
  return (await listRecords(root)).experiments.map(({ id }) => id);
}

test.run();
