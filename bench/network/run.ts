/**
 * One epoch of a 9→128→64→3 network on 5,000 rows in batches of 64: labbook on its `wasm` backend, PyTorch,
 * and TensorFlow.js's `fit`, in turns within one run. Usage: npm run bench:network
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { featureMatrix } from '../../src/learn/network/feature-matrix.ts';
import { type NetworkBackend, openNetworkBackend } from '../../src/learn/network/network-backend.ts';
import { trainNetworkClassifier } from '../../src/learn/network/train-network-classifier.ts';
import { batchBreakdown } from './breakdown.ts';
import { type DenseTask, denseTask } from './dense-task.ts';
import { trainByFit } from './fit-peer.ts';

interface Timing {
  readonly milliseconds: readonly number[];
  readonly accuracy: number;
}

interface Setting {
  readonly epochs: number;
  readonly batchSize: number;
  readonly dropout: number;
}

const rows = 5000;
const rounds = 4;
/** The first epochs of each training compile and warm up; they are in no figure. */
const warmUp = 5;
let isTorchNamed = false;
const python = '/usr/bin/python3';
const folder = await mkdtemp(join(tmpdir(), 'labbook-bench-network-'));
try {
  const task = denseTask(rows);
  const { values } = featureMatrix(task.features, Object.keys(task.features));
  await writeFile(join(folder, 'features.f32'), values);
  await writeFile(
    join(folder, 'labels.u8'),
    Uint8Array.from(task.labels, (label) => task.classes.indexOf(label)),
  );
  console.log(
    `${rows} rows x 9, batch 64, 9-128-64-3, relu, Adam; median ms an epoch, ${rounds} rounds in turns`,
  );
  for (const dropout of [0, 0.2]) await compare(task, { epochs: 25, batchSize: 64, dropout });
  await explain();
} finally {
  await rm(folder, { recursive: true });
}

async function compare(task: DenseTask, setting: Setting): Promise<void> {
  const ours: Timing[] = [];
  const torch: Timing[] = [];
  const fit: Timing[] = [];
  const cpu: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await trainOurs(task, setting, 'wasm'));
    const peer = await trainTorch(setting);
    if (peer !== null) torch.push(peer);
    fit.push(await trainByFit(task, { ...setting, epochs: warmUp + 5 }));
    if (round === 0) cpu.push(await trainOurs(task, { ...setting, epochs: warmUp + 3 }, 'cpu'));
  }
  console.log(`\ndropout ${setting.dropout}`);
  print('labbook, wasm', ours, null);
  print('PyTorch', torch, ours);
  print('TensorFlow.js fit, wasm', fit, ours);
  print('labbook, cpu', cpu, ours);
}

async function trainOurs(task: DenseTask, setting: Setting, backend: NetworkBackend): Promise<Timing> {
  const milliseconds: number[] = [];
  let accuracy = 0;
  let started = performance.now();
  await trainNetworkClassifier({
    ...task,
    params: {
      layers: [
        { units: 128, dropout: setting.dropout },
        { units: 64, dropout: setting.dropout },
      ],
      batchSize: setting.batchSize,
      epochs: setting.epochs,
    },
    seed: 1,
    backend,
    onEpoch: (report) => {
      milliseconds.push(performance.now() - started);
      accuracy = report.accuracy ?? 0;
      started = performance.now();
    },
  });
  return { milliseconds, accuracy };
}

/** Null, with the command that installs it, where this machine has no PyTorch. */
async function trainTorch({ epochs, batchSize, dropout }: Setting): Promise<Timing | null> {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'torch_peer.py');
  const args = [folder, epochs, rows, 9, batchSize, dropout].map(String);
  try {
    const { stdout } = await promisify(execFile)(python, [script, ...args]);
    const { version, threads, ...timing } = JSON.parse(stdout);
    if (!isTorchNamed) console.log(`PyTorch ${version}, ${threads} thread(s)`);
    isTorchNamed = true;
    return timing;
  } catch (error) {
    if (!/No module named 'torch'|ENOENT/.test(String(error))) throw error;
    console.log('no PyTorch: apt-get install -y --no-install-recommends python3-torch python3-numpy');
    return null;
  }
}

function print(name: string, timings: readonly Timing[], ours: readonly Timing[] | null): void {
  if (timings.length === 0) return;
  const { median, fastest } = epochTimes(timings);
  const accuracy = Math.max(...timings.map((timing) => timing.accuracy));
  const figures = `${median.toFixed(1).padStart(7)} ms  fastest ${fastest.toFixed(1).padStart(6)} ms`;
  let ratio = '';
  if (ours !== null) {
    const own = epochTimes(ours);
    ratio = `  labbook wasm takes ${(own.median / median).toFixed(2)} of it (fastest: ${(own.fastest / fastest).toFixed(2)})`;
  }
  console.log(`  ${name.padEnd(24)} ${figures}  training accuracy ${accuracy.toFixed(3)}${ratio}`);
}

/** The fastest epoch says what other work on the machine hides. */
function epochTimes(timings: readonly Timing[]): { readonly median: number; readonly fastest: number } {
  const sorted = timings.flatMap(({ milliseconds }) => milliseconds.slice(warmUp)).sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] as number, fastest: sorted[0] as number };
}

async function explain(): Promise<void> {
  console.log('\nwhere a batch of 64 goes on wasm, median microseconds');
  const parts = Object.entries(batchBreakdown(await openNetworkBackend('wasm'), 64));
  const total = parts.reduce((sum, [, time]) => sum + time, 0);
  for (const [name, time] of parts) {
    const share = `${((100 * time) / total).toFixed(0).padStart(3)} %`;
    console.log(`  ${time.toFixed(0).padStart(5)}  ${share}  ${name}`);
  }
}
