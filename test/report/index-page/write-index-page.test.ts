import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withListedRecords } from '../../../src/experiment/query/list-records.ts';
import { renderIndexPage } from '../../../src/report/index-page/render-index-page.ts';
import { writeIndexPage } from '../../../src/report/index-page/write-index-page.ts';
import { writePage } from '../../../src/report/page/write-page.ts';
import { recordVariant, writeRecords } from '../../support/record-variants.ts';

const test = suite('the page of all experiments');

test('has them all, however slow a run is that began to write it before the last of them was there', async () => {
  const root = mkdtempSync(join(tmpdir(), 'labbook-index-'));
  try {
    await writeRecords(root, [recordVariant({ id: '20261122-1432-calm-otter' })]);
    let listed = () => {};
    let letGo = () => {};
    const hasListed = new Promise<void>((done) => (listed = done));
    const isLetGo = new Promise<void>((done) => (letGo = done));
    const slow = withListedRecords(root, async ({ experiments }) => {
      listed();
      await isLetGo;
      await writePage(join(root, 'reports/index.html'), renderIndexPage(experiments));
    });
    await hasListed;
    await writeRecords(root, [recordVariant({ id: '20261122-1433-brave-crane' })]);
    const quick = writeIndexPage(root);
    await Promise.race([quick, sleep(300)]);
    letGo();
    await Promise.all([slow, quick]);
    const page = readFileSync(join(root, 'reports/index.html'), 'utf8');
    for (const id of ['calm-otter', 'brave-crane']) assert.match(page, id);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.run();
