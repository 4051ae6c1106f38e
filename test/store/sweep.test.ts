import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makerMark } from '../../src/base/maker-mark.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { sweep } from '../../src/store/sweep.ts';
import { whileRunning } from '../../src/store/while-running.ts';

const test = suite('what killed runs left');

/** The number of a process that has ended, and how names say who made something. */
const deadPid = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
const [, host = ''] = makerMark().split('-');
const dead = `${deadPid}-${host}`;
const alive = makerMark();
const elsewhere = `${deadPid}-${host === '00000000' ? '11111111' : '00000000'}`;
const startOf = (pid: number) => {
  if (!existsSync(`/proc/${pid}/stat`)) return '';
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
};
const ownerText = (pid: number, token: string) =>
  JSON.stringify({ pid, host: hostname(), startedAt: startOf(pid), token });

test('is swept from every place that a run writes to; what a living process writes, or a person, stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'labbook-sweep-'));
  const write = (path: string, text = 'x') => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const [one, two] = ['a'.repeat(24), 'b'.repeat(24)];
  const hex = 'c'.repeat(64);
  const left = [
    ...[
      '',
      'data/deep/',
      'reports/',
      'baseline/',
      'experiments/20261122-1432-calm-otter/',
      'experiments/20261122-1432-calm-otter/reproductions/',
      'ml-models/',
      'ml-models/forest/',
      'ml-models/forest/1.0.0/',
      '.labbook/',
      '.labbook/last/',
      '.labbook/index/',
      '.labbook/index/code/',
      '.labbook/index/charts/',
      '.labbook/index/experiments/',
      '.labbook/index/params/',
      '.labbook/store/code/ab/',
      '.labbook/store/views/ab/',
    ].map((folder) => `${folder}.labbook.${dead}.0a1b2c3d4e5f.tmp`),
    `experiments/.labbook.${dead}.0a1b2c3d4e5f.tmp/record.json`,
    `.labbook/store/tmp/${dead}.0a1b`,
    `.labbook/work/run.train.${dead}/out/part`,
    `.labbook/work/run.train.view.01020304.${dead}/out/part`,
    `tmp/labbook-${dead}-AbC123/part`,
  ];
  const kept = [
    `data/deep/.labbook.${alive}.0a1b2c3d4e5f.tmp`,
    `data/deep/.labbook.${elsewhere}.0a1b2c3d4e5f.tmp`,
    'data/deep/.labbook.notes.tmp',
    `data/deep/.mine.${dead}.0a1b2c3d4e5f.tmp`,
    `.labbook/work/run.train.${elsewhere}/out/part`,
    `.labbook/store/code/ab/.labbook.${alive}.0a1b2c3d4e5f.tmp`,
    '.labbook/store/code/ab/abcd.mjs',
    `elsewhere/.labbook.${dead}.0a1b2c3d4e5f.tmp`,
    `tmp/labbook-${alive}-AbC123/part`,
    'tmp/labbook-mine/part',
  ];
  process.env.TMPDIR = join(root, 'tmp');
  try {
    for (const path of [...left, ...kept]) write(path);
    write('.labbook/locks/id-calm-otter', ownerText(deadPid, one));
    write(`.labbook/running/${deadPid}-0a1b`, ownerText(deadPid, two));
    write(`.labbook/locks/${hex}`, ownerText(process.pid, 'f'.repeat(24)));
    write(`.labbook/locks/${hex}.${one}`, ownerText(deadPid, one));
    write(`.labbook/locks/${hex}.${two}`, ownerText(process.pid, two));
    write(`.labbook/locks/${hex}.${one}.guard0`, ownerText(deadPid, two));
    for (let i = 0; i < 30; i++) write(`.labbook/logs/20261122-${1000 + i}-calm-otter/train.log`);
    const old = new Date(Date.now() - 90 * 24 * 3_600_000);
    for (let i = 0; i < 30; i++)
      utimesSync(join(root, `.labbook/logs/20261122-${1000 + i}-calm-otter`), old, old);
    await sweep({
      root,
      store: storeFolder(join(root, '.labbook')),
      outputs: ['data/deep/a.parquet', 'a.json'],
    });
    assert.equal(
      left.filter((path) => existsSync(join(root, path))),
      [],
    );
    assert.equal(
      kept.filter((path) => !existsSync(join(root, path))),
      [],
    );
    const lock = (ending: string) => existsSync(join(root, `.labbook/locks/${hex}${ending}`));
    assert.equal(readdirSync(join(root, '.labbook/running')), []);
    assert.equal(
      readdirSync(join(root, '.labbook/locks')).filter((name) => !name.startsWith(hex)),
      [],
    );
    assert.equal(['', `.${one}`, `.${two}`, `.${one}.guard0`].map(lock), [true, false, true, false]);
    const logs = (i: number) => existsSync(join(root, `.labbook/logs/20261122-${1000 + i}-calm-otter`));
    assert.equal([logs(0), logs(9), logs(10), logs(29)], [false, false, true, true]);
  } finally {
    process.env.TMPDIR = dirname(root);
    rmSync(root, { recursive: true });
  }
});

test('what a run makes that goes on stays, however long that takes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'labbook-sweep-'));
  const store = storeFolder(join(root, '.labbook'));
  const work = join(store.work, `run.stage.${alive}`);
  const at = new Date(Date.now() - 90 * 24 * 3_600_000);
  try {
    mkdirSync(work, { recursive: true });
    utimesSync(work, at, at);
    const { signal } = new AbortController();
    await whileRunning({ store, signal }, () => sweep({ root, store, outputs: [] }));
    assert.ok(existsSync(work));
    await sweep({ root, store, outputs: [] });
    assert.not.ok(existsSync(work));
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('of a living process what it wrote within a day stays; an older number is another process by now', async () => {
  const root = mkdtempSync(join(tmpdir(), 'labbook-sweep-'));
  const store = storeFolder(join(root, '.labbook'));
  const make = (path: string, { hoursOld }: { hoursOld: number }): string => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const at = new Date(Date.now() - hoursOld * 3_600_000);
    utimesSync(path, at, at);
    return path;
  };
  try {
    const left = [
      make(join(store.work, `run.stage.${alive}`), { hoursOld: 25 }),
      make(join(store.work, `run.other.${elsewhere}`), { hoursOld: 25 }),
      make(join(store.temporary, `${alive}.old`), { hoursOld: 25 }),
    ];
    const kept = [
      make(join(store.temporary, `${alive}.new`), { hoursOld: 23 }),
      make(join(store.work, 'of-nobody'), { hoursOld: 25 }),
      make(join(root, 'experiments', '20260101-0000-calm-otter', 'record.json'), { hoursOld: 25 }),
    ];
    await sweep({ root, store, outputs: [] });
    for (const path of left) assert.not.ok(existsSync(path), path);
    for (const path of kept) assert.ok(existsSync(path), path);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.run();
