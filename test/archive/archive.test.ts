import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importArchive } from '../../src/archive/import-archive.ts';
import { headerOf, memberBytes, paddingOf } from '../../src/archive/tar-header.ts';
import { digestBytes } from '../../src/base/digest.ts';
import { sealRecord } from '../../src/experiment/record/seal-record.ts';
import type { ArchiveManifest, ArchiveMember } from '../../src/model/archive.ts';
import type { ExperimentRecord } from '../../src/model/record.ts';
import { storeFolder } from '../../src/store/store-folder.ts';
import { numberPipeline } from '../support/number-pipeline.ts';
import { type TemporaryProject, temporaryProject } from '../support/temporary-project.ts';

const test = suite('archives');

let project: TemporaryProject;
let bytes: Buffer;
let manifest: ArchiveManifest;
let folder: string;

test.before(async () => {
  project = temporaryProject({
    ...numberPipeline,
    'pipeline.yaml': (numberPipeline['pipeline.yaml'] ?? '').replace(
      'inputs: { list: powers.list }',
      "inputs: { list: powers.list, extra: 'file:seed/extra.csv' }",
    ),
    'seed/extra.csv': 'a\n1\n',
  });
  folder = mkdtempSync(join(tmpdir(), 'labbook-archive-'));
  await project.run('run');
  const { exitCode, stderr } = await project.run('export', 'latest', '-o', 'one.labbook');
  assert.is(exitCode, 0, stderr);
  bytes = readFileSync(join(project.root, 'one.labbook'));
  manifest = manifestOf(bytes);
});
test.after(() => {
  project[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('an archive is a plain tar with its manifest first, whose members are all there with their digests', async () => {
  let at = manifestEnd(bytes);
  assert.is(new Header(bytes.subarray(0, 512)).path, 'manifest.json');
  for (const { path, bytes: size, digest } of manifest.members) {
    const header = new Header(bytes.subarray(at, at + 512));
    assert.is(header.path, path);
    assert.is(digestBytes(bytes.subarray(at + 512, at + 512 + size)), digest, path);
    at += memberBytes(size);
  }
  assert.is(at + 1024, bytes.length);
  const paths = manifest.members.map(({ path }) => path);
  for (const path of ['experiment/record.json', 'pipeline.yaml', 'page.html', 'ro-crate-metadata.json']) {
    assert.ok(paths.includes(path), path);
  }
  const record = memberText<ExperimentRecord>('experiment/record.json');
  for (const { blob } of record.materials?.files ?? []) {
    assert.ok(paths.includes(`blobs/${blob.slice(7)}`), 'every source file');
  }
});

test('the same experiment gives the same bytes', async () => {
  await project.run('export', 'latest', '-o', 'two.labbook');
  assert.ok(readFileSync(join(project.root, 'two.labbook')).equals(bytes));
});

test('its metadata is an RO-Crate of the Workflow Run profile: every file, the workflow, the run', () => {
  const crate = memberText<{ '@graph': readonly Record<string, unknown>[] }>('ro-crate-metadata.json');
  const entity = (id: string) => crate['@graph'].find((one) => one['@id'] === id);
  assert.equal(entity('ro-crate-metadata.json')?.about, { '@id': './' });
  assert.equal(entity('./')?.mainEntity, { '@id': 'pipeline.yaml' });
  assert.ok(JSON.stringify(entity('./')?.conformsTo).includes('https://w3id.org/ro/wfrun/workflow/0.5'));
  assert.equal(entity('pipeline.yaml')?.['@type'], ['File', 'SoftwareSourceCode', 'ComputationalWorkflow']);
  const run = entity('#run');
  assert.is(run?.['@type'], 'CreateAction');
  assert.equal(run?.instrument, { '@id': 'pipeline.yaml' });
  assert.is([...((run?.result as readonly unknown[] | undefined) ?? [])].length, 3);
  assert.is([...((run?.object as readonly unknown[] | undefined) ?? [])].length, 1);
  // Whatever is referred to is described.
  const ids = new Set(crate['@graph'].map((one) => one['@id']));
  for (const { path } of manifest.members)
    if (path !== 'ro-crate-metadata.json') assert.ok(ids.has(path), path);
  for (const id of references(crate['@graph'])) {
    assert.ok(ids.has(id) || /^https?:\/\/(w3id|schema)\.org\//.test(id), id);
  }
});

test('is taken in by a project that never saw it, and proven there and without any project', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  writeFileSync(join(other.root, 'one.labbook'), bytes);
  const imported = await other.run('import', 'one.labbook', '--json');
  assert.is(imported.exitCode, 0, imported.stderr);
  const { experiment, created, report } = JSON.parse(imported.stdout);
  assert.ok(created);
  assert.ok(existsSync(join(other.root, report)));
  assert.ok(existsSync(join(other.root, 'experiments', experiment, 'artifacts/total/sum.json')));
  const proven = await other.run('reproduce', experiment, '--json');
  assert.is(proven.exitCode, 0, proven.stderr);
  assert.is(JSON.parse(proven.stdout).verdict, 'identical');
  const again = await other.run('import', 'one.labbook', '--json');
  assert.is(again.exitCode, 0);
  assert.not.ok(JSON.parse(again.stdout).created, 'the same experiment is taken in once');

  using bare = temporaryProject({});
  writeFileSync(join(bare.root, 'one.labbook'), bytes);
  const direct = await bare.run('reproduce', 'one.labbook', '--json');
  assert.is(direct.exitCode, 0, direct.stderr);
  assert.is(JSON.parse(direct.stdout).verdict, 'identical');
  assert.ok(
    existsSync(join(bare.root, 'one.reproduction.html')),
    'the certificate stands beside the archive',
  );
  assert.not.ok(existsSync(join(bare.root, 'experiments')));
  const opened = await bare.run('open', 'one.labbook', '--json');
  assert.is(opened.exitCode, 0, opened.stderr);
  assert.is(JSON.parse(opened.stdout).experiment, manifest.experiment);
  assert.equal(JSON.parse(opened.stdout).missing, []);
});

test('another experiment of the same id is never overwritten', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  other.write(`experiments/${manifest.experiment}/record.json`, '{}');
  const refused = await importInto(other, bytes);
  assert.is(refused, 'experiment-exists');
  assert.is(other.read(`experiments/${manifest.experiment}/record.json`), '{}');
});

test('--without-data leaves out what came from outside, and says what can no longer be done', async () => {
  const { stdout } = await project.run('export', 'latest', '--without-data', '-o', 'bare.labbook');
  assert.match(stdout, 'left out: seed/extra.csv');
  assert.match(stdout, 'without that, total cannot be made again');
  const small = readFileSync(join(project.root, 'bare.labbook'));
  assert.not.ok(small.includes('a\n1\n\0'));
  using other = temporaryProject({ 'pipeline.yaml': '' });
  writeFileSync(join(other.root, 'bare.labbook'), small);
  assert.is((await other.run('import', 'bare.labbook')).exitCode, 0);
  const whole = await other.run('reproduce', 'latest');
  assert.is(whole.exitCode, 7);
  assert.match(whole.stderr, 'seed/extra.csv is missing in the store');
  assert.is((await other.run('reproduce', 'latest', '--only', 'powers.list')).exitCode, 0);
});

test('one flipped byte in any member, its header or its filling is refused, and nothing is taken in', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  let at = manifestEnd(bytes);
  const places: { readonly at: number; readonly of: string }[] = [
    { at: 0, of: 'the name of the manifest' },
    { at: 124, of: 'the size of the manifest' },
    { at: 512 + 5, of: 'the manifest' },
    { at: at - 1, of: 'the filling of the manifest' },
    { at: bytes.length - 1, of: 'the end' },
    { at: bytes.length - 1024, of: 'the end' },
  ];
  for (const { path, bytes: size } of manifest.members) {
    for (const offset of [0, 100, 124, 136, 148, 156, 157, 257, 329, 345, 511]) {
      places.push({ at: at + offset, of: `the header of ${path} at ${offset}` });
    }
    if (size > 0) {
      for (const offset of [0, size >> 1, size - 1]) places.push({ at: at + 512 + offset, of: path });
    }
    if (paddingOf(size) > 0) places.push({ at: at + 512 + size, of: `the filling of ${path}` });
    at += memberBytes(size);
  }
  assert.ok(places.length > 14 * manifest.members.length - 14);
  for (const place of places) {
    const tampered = Buffer.from(bytes);
    tampered[place.at] = (tampered[place.at] ?? 0) ^ 1;
    assert.is(await importInto(other, tampered), 'archive-refused', place.of);
  }
  assertUntouched(other);
});

test('cut off anywhere, or with anything after its end, it is refused', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  let at = manifestEnd(bytes);
  const ends = [0, 1, 511, 512, 600, at];
  for (const { bytes: size } of manifest.members) {
    ends.push(at + 512, at + 512 + (size >> 1));
    at += memberBytes(size);
  }
  for (const end of [...ends, at, at + 512, bytes.length - 1]) {
    assert.is(await importInto(other, bytes.subarray(0, end)), 'archive-refused', `cut at ${end}`);
  }
  for (const tail of [Buffer.alloc(1), Buffer.alloc(512), bytes.subarray(0, 1024)]) {
    assert.is(await importInto(other, Buffer.concat([bytes, tail])), 'archive-refused');
  }
  assert.is(await importInto(other, gzipSync(bytes)), 'archive-refused', 'compressed');
  assertUntouched(other);
});

test('paths that lead out, are absolute, unknown, twice, or the same but for case are refused', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  const evil = [
    '../evil.txt',
    'blobs/../../evil.txt',
    '/tmp/evil.txt',
    'C:\\evil.txt',
    'experiment/../../evil.txt',
    'experiment/artifacts/evil.txt',
    'experiment/evil.json',
    'blobs/evil',
    `blobs/${'a'.repeat(64)}/b`,
    'results/aa.json',
    'experiment\\record.json',
    '',
    '.',
    'manifest.json',
    'BLOBS/evil',
    'Experiment/record.json',
    'pipeline.yaml',
    'PIPELINE.yaml',
  ];
  for (const path of evil) {
    assert.is(
      await importInto(other, craft([...members(), { path, text: 'evil' }])),
      'archive-refused',
      path,
    );
  }
  assertUntouched(other);
});

test('links, devices, folders, pipes and extended headers in a member’s place are refused', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  const types = [
    'Link',
    'SymbolicLink',
    'CharacterDevice',
    'BlockDevice',
    'Directory',
    'FIFO',
    'ContiguousFile',
    'OldFile',
    'ExtendedHeader',
    'GlobalExtendedHeader',
    'NextFileHasLongPath',
    'SolarisACL',
  ] as const;
  for (const type of types) {
    const crafted = craft(members(), ({ path, bytes: size }) => {
      if (path !== 'pipeline.yaml') return null;
      const header = new Header({ path, size, type, linkpath: '/etc/passwd', mode: 0o644, uid: 0, gid: 0 });
      header.encode();
      return header.block ?? null;
    });
    assert.is(await importInto(other, crafted), 'archive-refused', type);
  }
  assertUntouched(other);
});

test('sizes that no file has, members that nothing names, and what the record misses are refused', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  const own = members();
  const claims = [Number.MAX_SAFE_INTEGER, 2 ** 40, -1, 0.5, 1e300];
  for (const claim of claims) {
    const listed = manifest.members.map((one, i) => (i === 3 ? { ...one, bytes: claim } : one));
    assert.is(
      await importInto(
        other,
        craft(own, () => null, { members: listed }),
      ),
      'archive-refused',
      `${claim}`,
    );
  }
  const stray = { path: `blobs/${digestBytes('stray').slice(7)}`, text: 'stray' };
  assert.is(await importInto(other, craft([...own, stray])), 'archive-refused', 'a blob of nobody');
  const wrong = { path: `blobs/${'0'.repeat(64)}`, text: 'wrong' };
  assert.is(await importInto(other, craft([...own, wrong])), 'archive-refused', 'a blob of another name');
  for (const { path } of own) {
    if (!/^(blobs|experiment\/record)/.test(path)) continue;
    const crafted = craft(own.filter((one) => one.path !== path));
    assert.is(await importInto(other, crafted), 'archive-refused', `without ${path}`);
  }
  assertUntouched(other);
});

test('a record whose names or paths would make files elsewhere is refused, however whole the archive is', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  // As it was before it was sealed.
  const { seal: _, ...record } = memberText<ExperimentRecord & { seal: string }>('experiment/record.json');
  const [first, ...stages] = record.stages;
  const [spec, ...specs] = record.pipeline.stages;
  const output = first?.outputs[0];
  const changes: readonly (object | null)[] = [
    { ...record, stages: [{ ...first, id: '../../../evil' }, ...stages] },
    { ...record, stages: [{ ...first, outputs: [{ ...output, path: '../../evil' }] }, ...stages] },
    { ...record, pipeline: { ...record.pipeline, file: '/etc/evil' } },
    { ...record, pipeline: { ...record.pipeline, stages: [{ ...spec, id: '../evil' }, ...specs] } },
    { ...record, id: '20260101-0000-other-name' },
    { ...record, schema: 'labbook.experiment/9' },
    { ...record, stages: 'none' },
    null,
  ];
  for (const change of changes) {
    const own = members().map((one) =>
      one.path === 'experiment/record.json'
        ? { ...one, text: change === null ? 'null' : sealRecord(change) }
        : one,
    );
    assert.is(await importInto(other, craft(own)), 'archive-refused', JSON.stringify(change)?.slice(0, 80));
  }
  const id = { experiment: '../../evil' };
  assert.is(
    await importInto(
      other,
      craft(members(), () => null, id),
    ),
    'archive-refused',
  );
  assertUntouched(other);
});

test('a weight that was changed is refused, even where manifest and name agree with it', async () => {
  using other = temporaryProject({ 'pipeline.yaml': '' });
  const record = memberText<ExperimentRecord>('experiment/record.json');
  const blob = record.stages[2]?.outputs[0]?.blob.slice(7) ?? '';
  const own = members().map((one) =>
    one.path === `blobs/${blob}` ? { path: `blobs/${digestBytes('56').slice(7)}`, text: '56' } : one,
  );
  assert.is(await importInto(other, craft(own)), 'archive-refused');
  assertUntouched(other);
});

test('a blob that the store has damaged makes no archive', async () => {
  using own = temporaryProject(numberPipeline);
  const { answer } = await own.runJson();
  const hex = (answer.stages[2]?.outputs.sum?.digest ?? '').slice(7);
  const blob = join(own.root, '.labbook/store/blobs', hex.slice(0, 2), hex);
  rmSync(blob);
  writeFileSync(blob, '99');
  const { exitCode, stderr } = await own.run('export', 'latest', '-o', 'no.labbook');
  assert.is(exitCode, 7);
  assert.match(stderr, 'data/sum.json is damaged in the store');
  assert.equal(
    readdirSync(own.root).filter((name) => name.includes('labbook') && !name.startsWith('.labbook')),
    [],
  );
});

interface Crafted {
  readonly path: string;
  readonly text: string | Buffer;
}

/** The members of the true archive. */
function members(): readonly Crafted[] {
  let at = manifestEnd(bytes);
  return manifest.members.map(({ path, bytes: size }) => {
    const text = bytes.subarray(at + 512, at + 512 + size);
    at += memberBytes(size);
    return { path, text };
  });
}

/** An archive whose manifest is true of these members, but for what is changed. */
function craft(
  given: readonly Crafted[],
  header: (member: ArchiveMember) => Buffer | null = () => null,
  changes: object = {},
): Buffer {
  const listed = given.map(({ path, text }) => ({
    path,
    bytes: Buffer.from(text as string).length,
    digest: digestBytes(text),
  }));
  const own = Buffer.from(JSON.stringify({ ...manifest, members: listed, ...changes }));
  const parts = [
    headerOf({ path: 'manifest.json', bytes: own.length, recordedAt: manifest.recordedAt }),
    own,
    Buffer.alloc(paddingOf(own.length)),
  ];
  for (const [i, { text }] of given.entries()) {
    const member = listed[i];
    if (member === undefined) continue;
    parts.push(header(member) ?? headerOf({ ...member, recordedAt: manifest.recordedAt }));
    parts.push(Buffer.from(text as string), Buffer.alloc(paddingOf(member.bytes)));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

async function importInto({ root }: TemporaryProject, archive: Buffer): Promise<string> {
  const file = join(folder, 'tampered.labbook');
  writeFileSync(file, archive);
  const imported = await importArchive(file, { root, store: storeFolder(join(root, '.labbook')) });
  return imported.ok ? 'taken in' : imported.error.kind;
}

function assertUntouched({ root }: TemporaryProject): void {
  assert.not.ok(existsSync(join(root, 'experiments')));
  assert.not.ok(existsSync(join(root, '.labbook/store/blobs')));
  assert.equal(readdirSync(join(root, '.labbook/store/tmp')), []);
  assert.not.ok(existsSync(join(root, '../evil.txt')));
}

function manifestOf(archive: Buffer): ArchiveManifest {
  const { size = 0 } = new Header(archive.subarray(0, 512));
  return JSON.parse(archive.subarray(512, 512 + size).toString('utf8')) as ArchiveManifest;
}

function manifestEnd(archive: Buffer): number {
  return memberBytes(new Header(archive.subarray(0, 512)).size ?? 0);
}

function memberText<T>(path: string): T {
  const found = members().find((one) => one.path === path);
  return JSON.parse(`${found?.text}`) as T;
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '@id') yield (value as { '@id': string })['@id'];
  else for (const one of Object.values(value)) yield* references(one);
}

test.run();
