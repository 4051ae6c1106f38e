import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { modelPipeline } from '../support/model-pipeline.ts';
import { ranProject, type TemporaryProject } from '../support/temporary-project.ts';

const project = await ranProject(modelPipeline);
test.after(() => project[Symbol.dispose]());
await done(project, 'keygen', 'ours');
await done(project, 'models', 'sign', 'ensemble', '--key', join(project.root, '.config/labbook/ours.key'));

interface Statement {
  readonly _type: string;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: string;
  // biome-ignore lint/suspicious/noExplicitAny: statements of two kinds, looked into by tests.
  readonly predicate: any;
}

test("Sigstore's own verifier accepts what was signed, and nothing else", () => {
  const verifier = sigstoreVerifier();
  for (const model of ['network', 'forest', 'ensemble']) {
    for (const name of ['model.sigstore.json', 'provenance.sigstore.json']) {
      const bundle = bundleOf(model, name);
      verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
      const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64');
      payload[10] = (payload[10] ?? 0) ^ 1;
      const other = {
        ...bundle,
        dsseEnvelope: { ...bundle.dsseEnvelope, payload: payload.toString('base64') },
      };
      assert.throws(() => verifier.verify(toSignedEntity(bundleFromJSON(other))));
    }
  }
});

test('the statement is one of OpenSSF Model Signing 1.0: all files, and the digest of their digests', () => {
  const statement = statementOf('forest', 'model.sigstore.json');
  assert.is(statement._type, 'https://in-toto.io/Statement/v1');
  assert.is(statement.predicateType, 'https://model_signing/signature/v1.0');
  const folder = join(project.root, 'ml-models/forest/1.0.0');
  const names = readdirSync(folder)
    .filter((name) => !name.endsWith('.sigstore.json'))
    .sort();
  const digests = names.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest(),
  );
  assert.equal(
    statement.predicate.resources,
    names.map((name, i) => ({ name, algorithm: 'sha256', digest: digests[i]?.toString('hex') })),
  );
  const root = createHash('sha256').update(Buffer.concat(digests)).digest('hex');
  assert.equal(statement.subject, [{ name: 'forest@1.0.0', digest: { sha256: root } }]);
  assert.equal(statement.predicate.serialization, {
    method: 'files',
    hash_type: 'sha256',
    allow_symlinks: false,
    ignore_paths: ['model.sigstore.json', 'provenance.sigstore.json'],
  });
});

test('the provenance is of the same digest, and names what the model was made of', () => {
  const provenance = statementOf('forest', 'provenance.sigstore.json');
  assert.is(provenance.predicateType, 'https://slsa.dev/provenance/v1');
  assert.equal(provenance.subject, statementOf('forest', 'model.sigstore.json').subject);
  const manifest = JSON.parse(project.read('ml-models/forest/1.0.0/model.json'));
  const { buildDefinition, runDetails } = provenance.predicate;
  assert.equal(buildDefinition.externalParameters.parameters, manifest.parameters);
  assert.is(runDetails.metadata.invocationId, manifest.experiment);
  const uris = buildDefinition.resolvedDependencies.map(({ uri }: { readonly uri: string }) => uri);
  assert.equal(uris, ['split:rows.table', 'recipe:rows', 'recipe:train']);
});

test('signing an ensemble signs its members, and the log says who signed what', async () => {
  const { entries } = JSON.parse(project.read('ml-models/versions.json'));
  const signings = entries.flatMap(({ action }: { readonly action: { kind: string; model: string } }) =>
    action.kind === 'sign' ? [action.model] : [],
  );
  assert.equal(signings, ['network', 'forest', 'ensemble']);
  assert.match((await done(project, 'models', 'show', 'forest')).stdout, /signed +by [0-9a-f]{16}/);
});

test('the private key is for its owner alone, is never written over, and stands outside the project', async () => {
  const file = join(project.root, '.config/labbook/ours.key');
  assert.is(statSync(file).mode & 0o777, 0o600);
  const before = readFileSync(file, 'utf8');
  const again = await project.run('keygen', 'ours');
  assert.is(again.exitCode, 2);
  assert.match(again.stderr, 'is there already');
  assert.is(readFileSync(file, 'utf8'), before);
  assert.match(project.read('trusted-keys/ours.pub'), /^-----BEGIN PUBLIC KEY-----/);
});

test('without a key that can sign, nothing is signed', async () => {
  const none = await project.run('models', 'sign', 'forest', '--key', 'package.json');
  assert.is(none.exitCode, 2);
  assert.match(none.stderr, 'package.json holds no ECDSA P-256 private key');
});

test('an alias moves with a reason, and the log keeps it', async () => {
  const refused = await project.run('models', 'alias', 'forest', 'production');
  assert.is(refused.exitCode, 2);
  assert.match(refused.stderr, 'an alias moves for a reason');
  await done(project, 'models', 'alias', 'forest@1.0.0', 'production', '--reason', 'gate passed');
  const { entries } = JSON.parse(project.read('ml-models/versions.json'));
  assert.equal(entries.at(-1).action, {
    kind: 'alias',
    model: 'forest',
    alias: 'production',
    version: '1.0.0',
    reason: 'gate passed',
  });
  assert.match((await done(project, 'models')).stdout, /forest +1\.0\.0 +latest production/);
  const diff = await done(project, 'models', 'diff', 'forest@production', 'network');
  assert.match(diff.stdout, /kind +forest +network/);
});

function sigstoreVerifier(): Verifier {
  const pem = project.read('trusted-keys/ours.pub');
  const hint = createHash('sha256').update(pem).digest('hex');
  const rawBytes = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const key = { hint, publicKey: { rawBytes, keyDetails: 5, validFor: { start: new Date(0) } } };
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  };
  const material = toTrustMaterial(root as never, { [key.hint]: key.publicKey } as never);
  return new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 } as never);
}

function bundleOf(model: string, name: string): { readonly dsseEnvelope: { readonly payload: string } } {
  return JSON.parse(project.read(`ml-models/${model}/1.0.0/${name}`));
}

function statementOf(model: string, name: string): Statement {
  return JSON.parse(Buffer.from(bundleOf(model, name).dsseEnvelope.payload, 'base64').toString());
}

async function done(of: TemporaryProject, ...args: readonly string[]): Promise<{ readonly stdout: string }> {
  const end = await of.run(...args);
  assert.is(end.exitCode, 0, end.stderr);
  return end;
}

test.run();
