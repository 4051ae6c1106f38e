import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openNetworkBackend } from '../../../src/learn/network/network-backend.ts';

const project = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** A stage as labbook runs one: bundled, its packages beside it, confined, with Math.random replaced. */
const stage = `
import { encodeNetwork } from './src/learn/network/encode-network.ts';
import { predictNetworkProba } from './src/learn/network/predict-network-proba.ts';
import { trainNetworkClassifier } from './src/learn/network/train-network-classifier.ts';

Math.random = () => Number(process.argv[2]);
const x = Float64Array.from({ length: 200 }, (_, i) => i / 100 - 1);
const labels = Array.from(x, (value) => (value ** 2 < 0.25 ? 'in' : 'out'));
const digests = { wasm: null, cpu: null, again: null };
const train = async (backend, name) => {
  const model = await trainNetworkClassifier({
    features: { x },
    labels,
    classes: ['in', 'out'],
    params: { layers: [{ units: 16, dropout: 0.1, activation: 'tanh' }, { units: 8, l2: 0.001 }], epochs: 4 },
    seed: 5,
    backend,
  });
  const proba = await predictNetworkProba(model, { x });
  digests[name] = [encodeNetwork(model).topology.weights.digest, proba.in[0]];
};
// All at once, while no backend has started.
await Promise.all([train('wasm', 'wasm'), train('cpu', 'cpu'), train('wasm', 'again')]);
const listeners = ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
process.stdout.write(JSON.stringify({ digests, listeners }));
`;

test('two confined processes give the same bytes on each backend, print nothing, and leave no listeners', async () => {
  await mkdir(join(project, '.labbook'), { recursive: true });
  const folder = await mkdtemp(join(project, '.labbook', 'network-test-'));
  try {
    const outfile = join(folder, 'stage.mjs');
    await build({
      stdin: { contents: stage, resolveDir: project, loader: 'ts' },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    });
    const run = async (random: string): Promise<string> => {
      const args = ['--no-warnings', ...permission(), `--allow-fs-read=${project}`, outfile, random];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
      assert.is(stderr, '');
      return stdout;
    };
    const [first, second] = await Promise.all([run('0.25'), run('0.75')]);
    assert.is(second, first);
    const { digests, listeners } = JSON.parse(first as string);
    assert.match(digests.wasm[0], /^sha256:/);
    assert.is.not(digests.wasm[0], digests.cpu[0]);
    assert.equal(digests.again, digests.wasm);
    assert.equal(listeners, [0, 0]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const isInstalled = await import('@tensorflow/tfjs-node' as string).then(
  () => true,
  () => false,
);
const missingTest = isInstalled ? test.skip : test;
missingTest(
  'a backend whose package is not installed is an Error with the command that installs it',
  async () => {
    try {
      await openNetworkBackend('native');
      assert.unreachable('it opened');
    } catch (error) {
      assert.match((error as Error).message, /npm install @tensorflow\/tfjs-node/);
    }
  },
);

test('an unknown backend is refused by name', async () => {
  try {
    await openNetworkBackend('webgl' as never);
    assert.unreachable('it opened');
  } catch (error) {
    assert.match((error as Error).message, /"webgl" is unknown; there are wasm, cpu, native/);
  }
});

/** Node 24 dropped the word "experimental". */
function permission(): string[] {
  return [Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission'];
}

test.run();
