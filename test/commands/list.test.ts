import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { listCommand } from '../../src/commands/list.ts';
import { runCommand } from '../support/command-input.ts';
import { recordVariant, writeRecords } from '../support/record-variants.ts';

let root = '';
test.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'labbook-list-'));
});
test.after.each(() => rm(root, { recursive: true, force: true }));

const list = (flags: Record<string, string> = {}) => runCommand(listCommand, { root, flags });

async function writeTwo(): Promise<void> {
  await writeRecords(root, [
    recordVariant({
      id: '20261122-1432-calm-otter',
      startedAt: '2026-11-22T14:32:05.000Z',
      metrics: { accuracy: { value: 0.61, headline: true } },
      params: { horizon: 7, window: 7 },
      tags: ['paper'],
    }),
    recordVariant({
      id: '20261123-0800-brave-lynx',
      startedAt: '2026-11-23T08:00:00.000Z',
      metrics: { accuracy: { value: 0.5, headline: true } },
      params: { horizon: 7, window: 14 },
      name: 'wider\u001b[31m window',
      state: 'failed',
    }),
  ]);
}

test('an empty project says how to make its first experiment', async () => {
  const answer = await list();
  assert.is(answer.exitCode, 0);
  assert.match(answer.text, /No experiments yet/);
});

test('the table shows state, time, headline metrics, varying params and tags, newest first', async () => {
  await writeTwo();
  const { text, exitCode } = await list();
  assert.is(exitCode, 0);
  const [head = '', first = '', second = ''] = text.split('\n');
  assert.match(head, /experiment +name +state +when \(UTC\) +accuracy +window +tags/);
  assert.match(first, /20261123-0800-brave-lynx .*failed +2026-11-23 08:00 +0\.5000 +14/);
  assert.match(second, /20261122-1432-calm-otter .*ok +2026-11-22 14:32 +0\.6100 +7 +paper/);
  assert.not.match(head, /horizon/);
});

test('params that do not fit the width are counted, and a failed experiment makes none vary', async () => {
  const wide = (i: number) => Object.fromEntries(Array.from({ length: 20 }, (_, p) => [`parameter${p}`, i]));
  await writeRecords(root, [
    recordVariant({ id: '20261122-1432-calm-otter', params: wide(1) }),
    recordVariant({ id: '20261123-0800-brave-lynx', params: wide(2) }),
    recordVariant({ id: '20261124-0800-able-bee', params: {} }),
  ]);
  const { text } = await list();
  assert.match(text, /and \d+ more params that vary: --json has them all$/);
  assert.ok(
    text.split('\n').every((line) => line.length <= 120),
    text,
  );
});

test('a name cannot colour or move the terminal', async () => {
  await writeTwo();
  assert.not((await list()).text.includes('\u001b'));
  assert.match((await list()).text, /⟨U\+001B⟩/);
});

test('--where, --sort and --limit pick, order and cut', async () => {
  await writeTwo();
  const ids = async (flags: Record<string, string>): Promise<readonly string[]> => {
    const { json } = await list(flags);
    return (json as { experiments: readonly { id: string }[] }).experiments.map(({ id }) => id.slice(14));
  };
  assert.equal(await ids({ where: 'metrics."evaluate.accuracy" > 0.55' }), ['calm-otter']);
  assert.equal(await ids({ sort: 'evaluate.accuracy' }), ['calm-otter', 'brave-lynx']);
  assert.equal(await ids({ limit: '1' }), ['brave-lynx']);
  assert.equal(await ids({ limit: '0' }), ['brave-lynx', 'calm-otter']);
  assert.match((await list({ limit: '1' })).text, /and 1 more/);
  assert.match((await list({ where: 'seconds > 1000' })).text, /No experiment fits/);
});

test('a wrong filter or limit is a usage problem', async () => {
  await writeTwo();
  const wrong = await list({ where: 'horizon > 3' });
  assert.is(wrong.exitCode, 2);
  const [problem] = wrong.problems ?? [];
  assert.is(problem?.kind === 'bad-filter' ? problem.near : null, 'params.horizon');
  assert.is((await list({ limit: 'many' })).exitCode, 2);
  assert.is((await list({ sort: 'nothing' })).exitCode, 2);
});

test('a damaged record is a problem beside the list', async () => {
  await writeTwo();
  const folder = join(root, 'experiments', '20261101-0000-able-bee');
  await mkdir(folder);
  await writeFile(join(folder, 'record.json'), '{');
  const answer = await list();
  assert.is(answer.exitCode, 0);
  assert.is(answer.problems?.length, 1);
  assert.match(answer.text, /calm-otter/);
});

test.run();
