import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ModelRefusal } from '../../src/model/model-refusal.ts';
import { loadModel } from '../../src/registry/load-model.ts';
import type { LoadModelOptions } from '../../src/registry/loaded-model.ts';
import { ModelRefused } from '../../src/registry/model-refused.ts';
import { chained, changeLog, forgeForest, relogSignature } from '../support/forge-registry.ts';
import { modelPipeline } from '../support/model-pipeline.ts';
import { ranProject } from '../support/temporary-project.ts';

/** Two versions of everything, the first of them signed. */
const project = await ranProject(
  modelPipeline,
  ['keygen'],
  ['models', 'sign', 'ensemble'],
  ['run', '--set', 'stages.train.params.trees=4'],
);
test.after(() => project[Symbol.dispose]());

type Asked = LoadModelOptions & { readonly model?: string; readonly version?: string };

/** Why a model is refused once `change` has been at a copy of the registry; null where it is not. */
async function changed(change: (root: string) => void, asked: Asked = {}): Promise<ModelRefusal | null> {
  return await inCopy(async (root) => {
    change(root);
    return await refusalOf(root, asked);
  });
}

/** The registry, its keys and what was seen of it, in a folder of its own. */
async function inCopy<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'labbook-tampered-'));
  try {
    for (const path of ['ml-models', 'trusted-keys', 'pipeline.yaml', '.labbook/registry-head.json']) {
      cpSync(join(project.root, path), join(root, path), { recursive: true });
    }
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function refusalOf(
  root: string,
  { model = 'ensemble', version = '1.0.0', ...options }: Asked,
): Promise<ModelRefusal | null> {
  try {
    await loadModel(model, version, { root, ...options });
    return null;
  } catch (error) {
    if (error instanceof ModelRefused) return error.refusal;
    throw error;
  }
}

const at = (root: string, path: string) => join(root, 'ml-models', path);
const edit = (root: string, path: string, change: (bytes: Buffer) => Buffer) =>
  writeFileSync(at(root, path), change(readFileSync(at(root, path))));
const kindOf = (refusal: ModelRefusal | null) => refusal?.kind ?? 'loaded';
const fileOf = (refusal: ModelRefusal | null) =>
  refusal !== null && 'file' in refusal ? refusal.file : null;

test('untouched it loads, and is signed', async () => {
  assert.is(await changed(() => undefined), null);
  const model = await loadModel('ensemble', '1.0.0', { root: project.root, policy: 'required' });
  assert.match(model.signedBy ?? '', /^[0-9a-f]{64}$/);
});

test('a flipped bit in any region of any file of a model is refused, by the name of that file', async () => {
  let flips = 0;
  await inCopy(async (root) => {
    for (const folder of ['ensemble/1.0.0', 'network/1.0.0', 'forest/1.0.0']) {
      const model = folder.split('/')[0] ?? '';
      for (const name of readdirSync(at(root, folder))) {
        const path = `${folder}/${name}`;
        const whole = readFileSync(at(root, path));
        for (const offset of regions(whole.length)) {
          writeFileSync(at(root, path), flipped(whole, offset));
          const refusal = await refusalOf(root, { model });
          assert.is(kindOf(refusal), 'model-file-changed', `${path} at ${offset}`);
          assert.is(fileOf(refusal), `ml-models/${path}`);
          flips += 1;
        }
        writeFileSync(at(root, path), whole);
      }
      assert.is(await refusalOf(root, { model }), null);
    }
  });
  assert.ok(flips > 800, String(flips));
});

test('a flipped bit anywhere in the log is refused', async () => {
  await inCopy(async (root) => {
    const whole = readFileSync(at(root, 'versions.json'));
    for (const offset of regions(whole.length)) {
      writeFileSync(at(root, 'versions.json'), flipped(whole, offset));
      assert.match(kindOf(await refusalOf(root, {})), /^log-(edited|unreadable)$/, `at ${offset}`);
    }
  });
});

test('cut off, lengthened, removed, swapped, linked or added files are refused', async () => {
  const file = 'forest/1.0.0/forest.bin';
  const of = (change: (root: string) => void) => changed(change, { model: 'forest' });
  const cases: readonly [string, (root: string) => void][] = [
    ['model-file-changed', (root) => edit(root, file, (bytes) => bytes.subarray(0, -1))],
    ['model-file-changed', (root) => edit(root, file, (bytes) => Buffer.concat([bytes, Buffer.from([0])]))],
    ['model-file-changed', (root) => edit(root, file, () => Buffer.alloc(0))],
    ['model-file-missing', (root) => unlinkSync(at(root, file))],
    ['model-file-changed', (root) => cpSync(at(root, 'forest/1.0.1/forest.bin'), at(root, file))],
    [
      'model-file-changed',
      (root) => cpSync(at(root, 'forest/1.0.1/model.json'), at(root, 'forest/1.0.0/model.json')),
    ],
    ['model-file-extra', (root) => writeFileSync(at(root, 'forest/1.0.0/pickle.bin'), 'x')],
    ['model-file-missing', (root) => unlinkSync(at(root, 'forest/1.0.0/model.sigstore.json'))],
    [
      'model-file-odd',
      (root) => {
        cpSync(at(root, file), join(root, 'elsewhere.bin'));
        unlinkSync(at(root, file));
        symlinkSync(join(root, 'elsewhere.bin'), at(root, file));
      },
    ],
    ['model-file-missing', (root) => rmSync(at(root, 'forest/1.0.0'), { recursive: true })],
  ];
  for (const [kind, change] of cases) assert.is(kindOf(await of(change)), kind, change.toString());
});

test('an edited field of model.json is refused, whichever', async () => {
  const fields = Object.keys(JSON.parse(readFileSync(at(project.root, 'forest/1.0.0/model.json'), 'utf8')));
  for (const field of fields) {
    const refusal = await changed(
      (root) =>
        edit(root, 'forest/1.0.0/model.json', (bytes) => {
          const manifest = JSON.parse(bytes.toString()) as Record<string, unknown>;
          return Buffer.from(`${JSON.stringify({ ...manifest, [field]: 'other' }, null, 2)}\n`);
        }),
      { model: 'forest' },
    );
    assert.is(kindOf(refusal), 'model-file-changed', field);
  }
});

test('a log that was cut, emptied, reordered or removed is refused, with and without a memory of it', async () => {
  const forgetting = (root: string) => unlinkSync(join(root, '.labbook/registry-head.json'));
  const cut = (root: string) => changeLog(root, (entries) => entries.slice(0, -2));
  assert.is(kindOf(await changed(cut)), 'log-cut');
  assert.is(kindOf(await changed((root) => [cut(root), forgetting(root)])), 'not-in-log');
  const emptied = (root: string) => changeLog(root, () => []);
  assert.is(kindOf(await changed(emptied)), 'log-cut');
  assert.is(kindOf(await changed((root) => [emptied(root), forgetting(root)])), 'not-in-log');
  const removed = (root: string) => unlinkSync(at(root, 'versions.json'));
  assert.is(kindOf(await changed(removed)), 'log-cut');
  assert.is(kindOf(await changed((root) => [removed(root), forgetting(root)])), 'not-in-log');
  const swapped = (root: string) =>
    changeLog(root, ([a, b, ...rest]) => [b, a, ...rest].flatMap((e) => (e ? [e] : [])));
  assert.is(kindOf(await changed(swapped)), 'log-edited');
  const within = (root: string) => changeLog(root, (entries) => entries.filter((_, i) => i !== 3));
  assert.is(kindOf(await changed(within)), 'log-edited');
});

test('a log written anew with digests that fit is refused where the old one was seen', async () => {
  const rewritten = (root: string) =>
    changeLog(root, (entries) =>
      chained(entries.map((entry) => ({ ...entry, at: '2020-01-01T00:00:00.000Z' }))),
    );
  assert.is(kindOf(await changed(rewritten)), 'log-rewritten');
});

test('who forges model, log and digests is stopped by the signature', async () => {
  // A weight is changed, and every digest above it made to fit; nobody remembers the old log.
  const forged = (root: string, keepsSigning: boolean) => {
    unlinkSync(join(root, '.labbook/registry-head.json'));
    forgeForest(root, { keepsSigning });
  };
  const forest = { model: 'forest' };
  const kept = await changed((root) => forged(root, true), forest);
  assert.is(kindOf(kept), 'signature-of-another');
  assert.is(fileOf(kept), 'ml-models/forest/1.0.0/model.sigstore.json');
  const stripped = (root: string) => forged(root, false);
  assert.is(kindOf(await changed(stripped, { ...forest, policy: 'required' })), 'unsigned');
  // What the docs say of the weaker policies: a signature that is left out is not missed.
  assert.is(kindOf(await changed(stripped, forest)), 'loaded');
});

test('under `required` an unsigned or wrongly signed model is refused, and so are members of an ensemble', async () => {
  const required = { policy: 'required' as const };
  assert.is(
    kindOf(await changed(() => undefined, { ...required, model: 'forest', version: '1.0.1' })),
    'unsigned',
  );
  const ensemble = await changed(() => undefined, { ...required, version: '1.0.1' });
  assert.is(kindOf(ensemble), 'unsigned');
  const untrusted = await changed(
    (root) => rmSync(join(root, 'trusted-keys'), { recursive: true }),
    required,
  );
  assert.is(kindOf(untrusted), 'signature-untrusted');
  assert.is(kindOf(await changed(() => undefined, { ...required, version: '1.0.0' })), 'loaded');
});

test('a signature of another version, or one whose bytes are not those of the key, does not hold', async () => {
  const swap = (root: string) => {
    for (const name of ['model.sigstore.json', 'provenance.sigstore.json']) {
      cpSync(at(root, `network/1.0.0/${name}`), at(root, `forest/1.0.0/${name}`));
    }
    relogSignature(root, 'forest');
  };
  const forest = { model: 'forest' };
  assert.is(kindOf(await changed((root) => [forget(root), swap(root)], forest)), 'signature-of-another');
  const broken = (root: string) => {
    const bundle = JSON.parse(readFileSync(at(root, 'forest/1.0.0/model.sigstore.json'), 'utf8'));
    const [signature] = bundle.dsseEnvelope.signatures;
    signature.sig = flipped(Buffer.from(signature.sig, 'base64'), 40).toString('base64');
    writeFileSync(at(root, 'forest/1.0.0/model.sigstore.json'), JSON.stringify(bundle));
    relogSignature(root, 'forest');
  };
  assert.is(kindOf(await changed((root) => [forget(root), broken(root)], forest)), 'signature-wrong');
  const garbage = (root: string) => {
    writeFileSync(at(root, 'forest/1.0.0/model.sigstore.json'), '{}');
    relogSignature(root, 'forest');
  };
  assert.is(kindOf(await changed((root) => [forget(root), garbage(root)], forest)), 'signature-unreadable');
});

test('a policy that cannot be read is refused, not taken for none', async () => {
  const yaml = (text: string) => (root: string) => writeFileSync(join(root, 'pipeline.yaml'), text);
  for (const text of ['registry: { signatures: sometimes }', 'registry: [', 'registry: 7']) {
    assert.is(kindOf(await changed(yaml(text))), 'policy-unreadable', text);
  }
  assert.is(kindOf(await changed((root) => unlinkSync(join(root, 'pipeline.yaml')))), 'loaded');
});

test('the command line says which file, and exits with 7', async () => {
  const path = join(project.root, 'ml-models/forest/1.0.0/forest.bin');
  const bytes = readFileSync(path);
  try {
    writeFileSync(path, flipped(bytes, 100));
    const verify = await project.run('models', 'verify');
    assert.is(verify.exitCode, 7);
    assert.match(verify.stderr, 'forest 1.0.0: ml-models/forest/1.0.0/forest.bin was changed');
    assert.match(verify.stdout, 'refused  forest 1.0.0');
    assert.match(verify.stdout, 'ok       forest 1.0.1');
  } finally {
    writeFileSync(path, bytes);
  }
  const unknown = await project.run('models', 'show', 'foret');
  assert.is(unknown.exitCode, 2);
});

/** Every byte of what is small; else the first and last bytes, and one of each 64th part between. */
function regions(length: number, few = 96): readonly number[] {
  if (length <= few) return [...Array(length).keys()];
  const edges = Array.from({ length: 16 }, (_, i) => i).flatMap((i) => [i, length - 1 - i]);
  const parts = Array.from({ length: 64 }, (_, i) => Math.floor(((i + 0.5) * length) / 64));
  return [...new Set([...edges, ...parts])];
}

function flipped(bytes: Buffer, offset: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ 1;
  return copy;
}

function forget(root: string): void {
  rmSync(join(root, '.labbook/registry-head.json'));
}

test.run();
