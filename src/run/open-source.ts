import { dirname, join } from 'node:path';
import { type Digest, digestOf } from '../base/digest.ts';
import { engineFile } from '../base/engine-file.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SourceSpec } from '../model/pipeline.ts';
import type { Problem } from '../model/problem.ts';
import type { SourceProblem } from '../model/source-problem.ts';
import { codeProblems } from '../observe/code-problems.ts';
import { observeRuntime } from '../observe/environment.ts';
import type { FileIndex } from '../observe/file-index.ts';
import { observeCode } from '../observe/observe-code.ts';
import { observePackages } from '../observe/observe-packages.ts';
import { resolveConnection } from '../sources/resolve-connection.ts';
import type { ResolvedSource } from '../sources/source-spec.ts';
import type { StoreFolder } from '../store/store-folder.ts';

/** Where an extract stage reads from: a server, or one that is started and seeded for it. */
export type OpenedSource =
  | { readonly kind: 'server'; readonly source: ResolvedSource }
  | {
      readonly kind: 'embedded';
      /** The seed module's bundle in the store, and what decides the rows that it makes. */
      readonly bundle: string;
      readonly content: Digest;
      readonly module: string;
      /** Absolute paths that the seed may read. */
      readonly readable: readonly string[];
    };

export interface SourceFacts {
  readonly root: string;
  readonly store: StoreFolder;
  readonly index: FileIndex;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly bundler: string;
}

const serverPackages = ['@electric-sql/pglite', '@electric-sql/pglite-socket'];

/** Finds out which of the two it is; nothing is connected or started. */
export async function openSource(
  spec: SourceSpec,
  { stage, ...facts }: SourceFacts & { readonly stage: string },
): Promise<Result<OpenedSource, readonly Problem[]>> {
  const { root, env, store } = facts;
  const urlFile = spec.urlFile === null ? null : join(root, spec.urlFile);
  const resolved = resolveConnection({ url: spec.url, urlFile, env });
  if (!resolved.ok) return err([sourceProblem(resolved.error, { source: spec.id, stage })]);
  if (resolved.value !== null) {
    const { connection } = resolved.value;
    const { id, connectTimeoutMs, statementTimeoutMs, retries } = spec;
    return ok({ kind: 'server', source: { id, connection, connectTimeoutMs, statementTimeoutMs, retries } });
  }
  if (spec.embedded === null) {
    const reason =
      'no URL was given, no PGHOST or PGSERVICE is set, and there is no `embedded` server to start';
    return err([sourceProblem({ kind: 'bad-connection', reason }, { source: spec.id, stage })]);
  }
  const module = spec.embedded.seed;
  const observed = await observeCode({ ...facts, module, exports: ['seed', 'tables'] });
  if (!observed.ok) return err(codeProblems(observed.problems));
  const { code } = observed;
  const packages = await observePackages(code.packages, facts);
  // The server makes rows of what the seed says. It is found from here, not from the project.
  const server = await observePackages(serverPackages, { ...facts, root: dirname(engineFile('.')) });
  const files: [path: string, digest: Digest | null][] = [];
  for (const path of spec.embedded.files) {
    files.push([path, (await facts.index.observe(join(root, path)))?.digest ?? null]);
  }
  const { identities, wiring, folders } = packages;
  const content = digestOf('embedded-source/2', {
    code: code.digest,
    packages: { identities, wiring },
    server: server.identities,
    files,
    runtime: observeRuntime(),
  });
  const bundle = store.code(code.digest);
  const readable = [
    bundle,
    `${bundle}.map`,
    ...folders,
    ...server.folders,
    ...files.map(([path]) => join(root, path)),
  ];
  return ok({ kind: 'embedded', bundle, content, module, readable });
}

/** A source's problem among those of the run. */
export function sourceProblem(
  problem: SourceProblem,
  names: { readonly source: string; readonly stage: string },
): Problem {
  return { kind: 'source', ...names, problem };
}
