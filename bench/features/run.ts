/**
 * The nine example features on 1,000,000 rows in 500 groups, by labbook and by pandas, in one run on the same
 * table, with the results compared. Needs Debian's python3-pandas. `npm run bench:features`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomFrom } from '../../src/base/random.ts';
import type { Column, Columns } from '../../src/learn/columns.ts';
import { numericColumn } from '../../src/learn/columns.ts';
import { difference } from '../../src/learn/features/difference.ts';
import { groupRows } from '../../src/learn/features/group-rows.ts';
import { percentChange } from '../../src/learn/features/percent-change.ts';
import { rollingDeviation } from '../../src/learn/features/rolling-deviation.ts';
import { rollingMean } from '../../src/learn/features/rolling-sum.ts';
import { readTable } from '../../src/learn/table/read-table.ts';
import { writeTable } from '../../src/learn/table/write-table.ts';

const ROWS = 1_000_000;
const GROUPS = 500;
const REPEATS = 9;
const WINDOW = 14;
const TREND = 7;
const PYTHON = '/usr/bin/python3';

const folder = mkdtempSync(join(tmpdir(), 'labbook-bench-features-'));
try {
  console.log(`${ROWS} rows in ${GROUPS} groups; median of ${REPEATS}; node ${process.version}`);
  for (const order of ['sorted by group', 'interleaved by time'] as const) await compare(order);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(order: 'sorted by group' | 'interleaved by time'): Promise<void> {
  const path = join(folder, 'table.parquet');
  const made = makeTable(order);
  const write = await timed(() => writeTable(path, made));
  let table: Columns = {};
  const read = await timed(async () => {
    table = await readTable(path);
  });
  for (const name of ['close', 'volume', 'score']) {
    writeFileSync(join(folder, name), new Uint8Array(numericColumn(table, name).buffer));
  }
  writeFileSync(join(folder, 'symbol.txt'), (table.symbol as readonly string[]).join('\n'));

  const extraMiB = (await extraArrayBytes(table)) / 2 ** 20;
  const seconds: number[] = [];
  let found = features(table);
  for (let i = 0; i < REPEATS; i++) {
    const begun = performance.now();
    found = features(table);
    seconds.push((performance.now() - begun) / 1000);
  }
  const own = median(seconds);
  const peer = JSON.parse(
    execFileSync(PYTHON, [join(import.meta.dirname, 'peer.py'), folder, String(REPEATS)], {
      encoding: 'utf8',
    }),
  ) as { pandas: string; numpy: string; ways: Record<string, number> };

  console.log(`\n${order} (pandas ${peer.pandas}, numpy ${peer.numpy})`);
  console.log(
    `  labbook                  ${own.toFixed(3)} s   arrays beyond inputs and outputs: ${extraMiB.toFixed(1)} MiB`,
  );
  for (const [way, time] of Object.entries(peer.ways)) {
    const worst = worstDifference(found, way);
    console.log(
      `  pandas, ${way.padEnd(16)} ${time.toFixed(3)} s   ${(time / own).toFixed(1)} times labbook's time; ` +
        `values differ by at most ${worst.toExponential(1)} (relative)`,
    );
    if (worst > 1e-9) throw new Error(`labbook and pandas (${way}) disagree`);
  }
  const ratio = Math.min(...Object.values(peer.ways)) / own;
  if (ratio < 1) {
    console.log(`  missed: labbook takes longer than pandas' faster way`);
    process.exitCode = 1;
  }
  console.log(`  Parquet of that table: written in ${write.toFixed(2)} s, read in ${read.toFixed(2)} s`);
}

/** The example's nine features; the groups are found once, in the time that is measured. */
function features(table: Columns): Record<string, Column> {
  const groups = groupRows(table.symbol as readonly string[]);
  const close = numericColumn(table, 'close');
  const volume = numericColumn(table, 'volume');
  const score = numericColumn(table, 'score');
  return {
    price: close,
    priceChange: percentChange(close, { groups }),
    priceMean: rollingMean(close, { window: WINDOW, groups }),
    priceDeviation: rollingDeviation(close, { window: WINDOW, groups }),
    volume,
    volumeChange: percentChange(volume, { groups }),
    volumeMean: rollingMean(volume, { window: WINDOW, groups }),
    sentiment: score,
    sentimentTrend: difference(rollingMean(score, { window: TREND, groups }), { by: TREND, groups }),
  };
}

/** Bytes of arrays made on the way to the features that are not the features; a column here has 7.6 MiB. */
async function extraArrayBytes(table: Columns): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  // Freed arrays are swept on another thread: what came before must not be counted as freed on the way.
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await setTimeout(200);
  }
  const before = process.memoryUsage().arrayBuffers;
  const made = features(table);
  const own = Object.values(made).filter((column) => !Object.values(table).includes(column));
  return process.memoryUsage().arrayBuffers - before - own.length * ROWS * 8;
}

function makeTable(order: 'sorted by group' | 'interleaved by time'): Columns {
  const random = randomFrom(1);
  const perGroup = ROWS / GROUPS;
  const groupOf = (row: number) => (order === 'sorted by group' ? Math.floor(row / perGroup) : row % GROUPS);
  const last = new Float64Array(GROUPS).fill(100);
  const close = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const group = groupOf(row);
    last[group] = last[group]! * Math.exp((random() - 0.5) * 0.04);
    close[row] = last[group]!;
  }
  return {
    symbol: Array.from({ length: ROWS }, (_, row) => `SYM${String(groupOf(row)).padStart(3, '0')}`),
    close,
    volume: Float64Array.from({ length: ROWS }, () => Math.floor(1e6 * (0.5 + random()))),
    score: Float64Array.from({ length: ROWS }, () => (random() < 0.05 ? Number.NaN : random() * 2 - 1)),
  };
}

function worstDifference(found: Record<string, Column>, way: string): number {
  let worst = 0;
  for (const [name, column] of Object.entries(found)) {
    const bytes = readFileSync(join(folder, `${way}.${name}.f64`));
    const expected = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    for (let row = 0; row < expected.length; row++) {
      const a = column[row] as number;
      const b = expected[row]!;
      if (Number.isNaN(a) !== Number.isNaN(b)) return Number.POSITIVE_INFINITY;
      if (!Number.isNaN(a)) worst = Math.max(worst, Math.abs(a - b) / Math.max(1, Math.abs(b)));
    }
  }
  return worst;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
