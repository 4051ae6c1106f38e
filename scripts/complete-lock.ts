import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockEntries = Readonly<Record<string, LockEntry>>;

/**
 * A registry that mirrors the binaries of some platforms only leaves the others out of package-lock.json, and
 * `npm ci` then refuses that lock. The entries that are missing: an exact version for a named platform,
 * without integrity, which only the registry that has the package could tell. npm skips the platforms it is
 * not on. Run it after `npm install`; a test says when it is due.
 */
export function missingLockEntries(packages: LockEntries): LockEntries {
  const missing: Record<string, LockEntry> = {};
  for (const [path, { optionalDependencies = {}, license, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      if (packages[key] !== undefined || packages[`${path}/${key}`] !== undefined) continue;
      const words = name.split(/[/-]/);
      const among = (known: readonly string[]) => known.filter((word) => words.includes(word));
      missing[key] = {
        version,
        cpu: among(['arm', 'arm64', 'ia32', 'x64']),
        ...(dev === undefined ? {} : { dev }),
        ...(license === undefined ? {} : { license }),
        optional: true,
        os: among(['android', 'darwin', 'freebsd', 'linux', 'win32']),
        ...(words.includes('musl') ? { libc: ['musl'] } : {}),
      };
    }
  }
  return missing;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockEntries };
  const { '': root = {}, ...known } = lock.packages;
  const all = Object.entries({ ...known, ...missingLockEntries(lock.packages) });
  all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  lock.packages = { '': root, ...Object.fromEntries(all) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
