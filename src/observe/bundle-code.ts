import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { compareText } from '../base/compare-text.ts';
import { debug } from '../base/debug.ts';
import { type Digest, digestBytes } from '../base/digest.ts';
import type { CodeParts } from '../model/recipe.ts';
import { findPackage } from './reached-packages.ts';
import { splitDeclarations } from './split-declarations.ts';

/** The named exports of a stage file that are bundled, and hashed, on their own. */
export type StageExport = 'run' | 'view' | 'params' | 'transform' | 'seed' | 'tables';

export interface CodeBundle {
  readonly js: string;
  readonly map: string;
  /** Of `js`, which comments, white space, types and unused exports do not change. */
  readonly digest: Digest;
  /** Of a bundle with `run`, whose changes are explained; else empty. */
  readonly parts: CodeParts;
  /** Names of packages that the bundle imports, in code-unit order. */
  readonly packages: readonly string[];
  /** Exports that were asked for and are not in the file. */
  readonly missing: readonly StageExport[];
}

/** Code that esbuild does not understand, at its place. */
export interface CodeProblem {
  readonly kind: 'code-broken';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
  readonly message: string;
}

export interface BundleRequest {
  readonly root: string;
  /** The stage file, relative to the root, or the specifier of a built-in (`labbook/extract`). */
  readonly module: string;
  readonly exports: readonly StageExport[];
}

export type BundleOutcome =
  | {
      readonly ok: true;
      readonly bundle: CodeBundle;
      /** Every file that it was made from, relative to the root, by the digest of the bytes that were read. */
      readonly files: Readonly<Record<string, Digest>>;
      /** Absolute folders that its imports name on their way, in which a link could lead elsewhere. */
      readonly folders: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly CodeProblem[] };

/**
 * Bundles some exports of a stage file with all project code that they reach; packages stay imports. The
 * text is tree-shaken and stripped of white space and comments, so that only what can act is hashed.
 */
export async function bundleCode({ root, module, exports }: BundleRequest): Promise<BundleOutcome> {
  const esbuild = await import('esbuild');
  const specifier = module.startsWith('labbook/') ? module : `./${module}`;
  const entry = [
    `import * as stage from ${JSON.stringify(specifier)};`,
    ...exports.map((name) => `export const ${name} = stage.${name};`),
  ].join('\n');
  const common = {
    stdin: { contents: entry, resolveDir: root, sourcefile: '<entry>', loader: 'js' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    treeShaking: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    tsconfigRaw: {},
    outfile: 'bundle.mjs',
  } as const satisfies BuildOptions;
  const plugins = [packagesStayOutside(root)];
  const read = new Map<string, Digest>();
  const named = new Set<string>();
  const isExplained = exports.includes('run');
  debug('execute', () => ({ did: 'bundle', module, exports, builds: isExplained ? 2 : 1 }));
  try {
    const [run, readable] = await Promise.all([
      esbuild.build({
        ...common,
        plugins: [...plugins, digestsWhatIsRead(read), notesFoldersOnTheWay(named, root)],
        minifyWhitespace: true,
        sourcemap: 'external',
      }),
      // Declarations explain a change of what runs; views and schemas are told by their digests.
      isExplained ? esbuild.build({ ...common, plugins, minifyWhitespace: false }) : null,
    ]);
    const file = (ending: string) => run.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    const js = file('.mjs');
    const output = Object.values(run.metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
    const packages = new Set<string>();
    for (const { path, external } of output?.imports ?? []) {
      if (external === true && !isBuiltin(path)) packages.add(packageName(path));
    }
    for (const [, name = ''] of js.matchAll(resolvedByName)) {
      if (!isBuiltin(name) && findPackage(packageName(name), root) !== null) packages.add(packageName(name));
    }
    const missing = new Set<StageExport>();
    for (const warning of run.warnings) {
      const name = exports.find((candidate) => warning.text.includes(`Import "${candidate}" will always`));
      if (name !== undefined) missing.add(name);
    }
    // An import that stands there for what it does, and that a package.json says does nothing.
    const dropped = run.warnings.filter(({ id }) => id === 'ignored-bare-import').map(problemOf);
    if (dropped.length > 0) return { ok: false, problems: dropped };
    return {
      ok: true,
      bundle: {
        js,
        map: file('.map'),
        digest: digestBytes(js),
        parts: splitDeclarations(readable?.outputFiles[0]?.text ?? ''),
        packages: [...packages].sort(compareText),
        missing: [...missing],
      },
      files: filesOf(run.metafile.inputs, { root, read }),
      folders: [...named].sort(compareText),
    };
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === null) throw error;
    return { ok: false, problems };
  }
}

/** A package that code asks the place of, or requires, by its name: it reads there past the bundler. */
const resolvedByName = /(?:\.resolve|\brequire)\(\s*["'`](@?[a-z0-9][\w.@/-]*)["'`]\s*\)/g;

/** `@scope/name/deep` → `@scope/name`. */
function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/**
 * Keeps packages out of the bundle. An import whose names nothing uses is dropped with them, so that what
 * only `view` needs does not count for `run`; a bare `import 'package'` is there for its effect and stays.
 * In labbook's own repository `labbook/…` is project code and is bundled like any other.
 */
function packagesStayOutside(root: string): Plugin {
  const own = ownEntries(root);
  return {
    name: 'packages-stay-outside',
    setup(build) {
      // Not of `#name`, which the `imports` of package.json lead to project code.
      build.onResolve({ filter: /^[^./<#]/ }, ({ path, importer, kind }) => {
        const ownPath = own[path];
        if (ownPath !== undefined) return { path: join(root, ownPath) };
        if (isBuiltin(path)) return { path, external: true, sideEffects: false };
        // Code that imports on demand may do without; a stage that names a package at its head cannot.
        if (kind !== 'import-statement') return { path, external: true };
        const name = packageName(path);
        if (findPackage(name, dirname(importer)) === null && findPackage(name, root) === null) {
          return { errors: [{ text: `the package ${name} is not installed: npm install ${name}` }] };
        }
        return { path, external: true, sideEffects: isBareImport({ path, importer }) };
      });
    },
  };
}

function filesOf(
  inputs: Readonly<Record<string, unknown>>,
  { root, read }: { root: string; read: ReadonlyMap<string, Digest> },
): Readonly<Record<string, Digest>> {
  const files: Record<string, Digest> = {};
  for (const path of Object.keys(inputs)) {
    if (path.startsWith('<')) continue;
    const digest = read.get(resolve(root, path));
    if (digest === undefined) throw new Error(`the bundler read ${path} past us`);
    files[path] = digest;
  }
  return files;
}

/** Reads files in esbuild's place, to know the very bytes that went into a bundle. */
function digestsWhatIsRead(read: Map<string, Digest>): Plugin {
  return {
    name: 'digests-what-is-read',
    setup(build) {
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        const contents = await readFile(path);
        read.set(path, digestBytes(contents));
        return { contents, loader: 'default' };
      });
    },
  };
}

/** Notes the folders of each path as it is written in an import: esbuild tells of real paths only. */
function notesFoldersOnTheWay(named: Set<string>, root: string): Plugin {
  return {
    name: 'notes-folders-on-the-way',
    setup(build) {
      build.onResolve({ filter: /^[./]/ }, ({ path, resolveDir }) => {
        for (let at = dirname(resolve(resolveDir, path)); !named.has(at); at = dirname(at)) {
          named.add(at);
          if (at === root) break;
        }
        return undefined;
      });
    },
  };
}

function isBareImport({ path, importer }: { path: string; importer: string }): boolean {
  let text: string;
  try {
    text = readFileSync(importer, 'utf8');
  } catch {
    return true;
  }
  return ['"', "'"].some((quote) =>
    new RegExp(`import\\s*${quote}${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${quote}`).test(text),
  );
}

/** `labbook/learn` → its source file, where the project is labbook itself. */
function ownEntries(root: string): Record<string, string> {
  const entries: Record<string, string> = {};
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      name?: string;
      exports?: Record<string, { 'labbook-source'?: string }>;
    };
    if (manifest.name !== 'labbook') return entries;
    for (const [name, conditions] of Object.entries(manifest.exports ?? {})) {
      const source = conditions['labbook-source'];
      if (source !== undefined) entries[`labbook${name.slice(1)}`] = source;
    }
  } catch {
    // A project without a readable package.json has no entries of its own.
  }
  return entries;
}

function problemsOf(error: unknown): readonly CodeProblem[] | null {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return null;
  return (error.errors as readonly Message[]).map(problemOf);
}

interface Message {
  readonly text: string;
  readonly location: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly length: number;
    readonly lineText: string;
  } | null;
}

function problemOf({ text, location }: Message): CodeProblem {
  return {
    kind: 'code-broken',
    file: location?.file ?? '',
    line: location?.line ?? 1,
    column: (location?.column ?? 0) + 1,
    length: Math.max(location?.length ?? 1, 1),
    text: location?.lineText ?? '',
    message: text,
  };
}
