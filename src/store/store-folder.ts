import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, hexOf } from '../base/digest.ts';

/** Where things stand below `.labbook`: the one place that knows the layout. */
export interface StoreFolder {
  /** Absolute path of `.labbook`. */
  readonly root: string;
  blob(digest: Digest): string;
  result(fingerprint: Digest): string;
  view(fingerprint: Digest): string;
  /** A bundle as it is run; its source map stands beside it with `.map` added. */
  code(digest: Digest): string;
  /** Of whoever makes the result of a fingerprint, or does what only one may do at a time. */
  readonly locks: string;
  lock(fingerprint: Digest): string;
  /** A lock of what one process does at a time, by its name. */
  namedLock(name: string): string;
  /** Holds all files of one kind. */
  kind(kind: 'blobs' | 'results' | 'views' | 'code'): string;
  /** Half-written files; whatever lies here belongs to a running process or to a dead one. */
  readonly temporary: string;
  /** Working folders of running stages. */
  readonly work: string;
  /** What stages of one run said, a file each; an experiment takes them to its own folder. */
  logs(run: string): string;
  /** What earlier observations found, to be believed only where file stats still agree. */
  readonly index: string;
  /** What bundles were found to be, in one file, which names blobs. */
  readonly codeIndex: string;
  /** Charts as they were drawn. */
  readonly charts: string;
  /** Summaries of experiments. */
  readonly summaries: string;
  /** What the last time of each stage left: snapshots of sources, a file each. */
  readonly last: string;
  /** The last recipe of each stage, to explain the next one: a journal. */
  readonly lastOutcomes: string;
  /** What the last run came to, for `why`. */
  readonly lastRun: string;
  /** What the last run left behind, if it would find nothing to do. */
  readonly steady: string;
  /** A lock of each run that puts things into the store before anything names them. */
  readonly running: string;
  /** Experiments that were taken away. */
  readonly removed: string;
  /** A link to the project's packages, where `.labbook` stands elsewhere. */
  readonly packages: string;
  /** The types of the stages in pipeline.yaml, for editors. */
  readonly types: string;
  /** Files of the user's that a restore put aside. */
  readonly replaced: string;
}

export function storeFolder(folder: string): StoreFolder {
  const labbookFolder = realFolder(folder);
  const store = join(labbookFolder, 'store');
  const sharded = (kind: string, digest: Digest, ending: string) => {
    const hex = hexOf(digest);
    return join(store, kind, hex.slice(0, 2), `${hex}${ending}`);
  };
  return {
    root: labbookFolder,
    blob: (digest) => sharded('blobs', digest, ''),
    result: (fingerprint) => sharded('results', fingerprint, '.json'),
    view: (fingerprint) => sharded('views', fingerprint, '.json'),
    code: (digest) => sharded('code', digest, '.mjs'),
    locks: join(labbookFolder, 'locks'),
    lock: (fingerprint) => join(labbookFolder, 'locks', hexOf(fingerprint)),
    namedLock: (name) => join(labbookFolder, 'locks', name),
    kind: (kind) => join(store, kind),
    temporary: join(store, 'tmp'),
    work: join(labbookFolder, 'work'),
    logs: (run) => join(labbookFolder, 'logs', run),
    index: join(labbookFolder, 'index'),
    codeIndex: join(labbookFolder, 'index', 'code.json'),
    charts: join(labbookFolder, 'index', 'charts'),
    summaries: join(labbookFolder, 'experiments.json'),
    last: join(labbookFolder, 'last'),
    lastOutcomes: join(labbookFolder, 'last', 'outcomes.journal'),
    lastRun: join(labbookFolder, 'last-run.json'),
    steady: join(labbookFolder, 'steady.json'),
    running: join(labbookFolder, 'running'),
    removed: join(labbookFolder, 'removed'),
    packages: join(labbookFolder, 'node_modules'),
    types: join(labbookFolder, 'types.d.ts'),
    replaced: join(labbookFolder, 'replaced'),
  };
}

/** A `.labbook` that is a link to another disk goes by its real place, by which Node's module loader knows it. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // It is made by the first run.
    return folder;
  }
}
