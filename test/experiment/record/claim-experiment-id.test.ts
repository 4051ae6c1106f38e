import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { claimExperimentId } from '../../../src/experiment/record/claim-experiment-id.ts';
import { wordsOfId } from '../../../src/model/record.ts';
import { storeFolder } from '../../../src/store/store-folder.ts';
import { bundledProgram } from '../../support/bundled-program.ts';

const test = suite('an id is claimed when its run begins');

const at = new Date('2026-11-22T14:32:59.999Z');
/** Everybody draws the same words. */
const random = () => 0.5;
let root: string;

test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'labbook-ids-'));
});
test.after.each(() => rmSync(root, { recursive: true, force: true }));

const claim = (minute = at) =>
  claimExperimentId({ root, store: storeFolder(join(root, '.labbook')), at: minute, random });

test('of many runs that begin in one minute and draw the same, each has its own words, in one process and in many', async () => {
  const claimed = await Promise.all(Array.from({ length: 20 }, () => claim()));
  using program = await bundledProgram(join(import.meta.dirname, '../../support/id-claimer.ts'));
  const others = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [program.path, root, at.toISOString()]);
      return stdout.trim();
    }),
  );
  const ids = [...claimed.map(({ id }) => id), ...others];
  // A killed process holds nothing: the four may have had one name after another.
  assert.is(new Set(ids.slice(0, 20).map(wordsOfId)).size, 20);
  for (const id of others) assert.not(ids.slice(0, 20).includes(id as never), id);
  for (const { release } of claimed) await release();
  assert.equal(
    readdirSync(join(root, '.labbook/locks')).filter((name) =>
      name.endsWith(wordsOfId(claimed[0]?.id ?? ('' as never))),
    ),
    [],
  );
});

test('what stands for an experiment is not claimed: its folder, its logs, one that was taken away', async () => {
  const first = await claim();
  await first.release();
  for (const folder of ['experiments', '.labbook/logs', '.labbook/removed']) {
    mkdirSync(join(root, folder, first.id), { recursive: true });
    const next = await claim();
    assert.is.not(next.id, first.id, folder);
    await next.release();
    rmSync(join(root, folder, first.id), { recursive: true });
  }
  const again = await claim();
  assert.is(again.id, first.id);
  await again.release();
});

test.run();
