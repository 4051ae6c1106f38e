/**
 * `npm run release -- --dry` tries a release and publishes nothing; `npm run release` publishes. The steps: the version
 * is new and the changelog has it, nothing is uncommitted, the package is packed, and what was packed runs in an
 * empty folder. Then the commit is tagged, and npm publishes with provenance, which it can state only from a CI job
 * that may ask for an identity (`id-token: write`).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const isDry = process.argv.includes('--dry');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'labbook-release-'));
try {
  const problems = [...versionProblems(), ...treeProblems()];
  for (const problem of problems) console.log(`✗ ${problem}`);
  if (problems.length > 0 && !isDry) throw new Error('nothing was published');
  const archive = pack();
  tryOut(archive);
  if (isDry) {
    console.log(`labbook ${version} can be packed and runs; nothing was published`);
  } else {
    run('git', ['tag', `v${version}`]);
    run('npm', ['publish', archive, '--provenance', '--access', 'public']);
    console.log(`published labbook ${version}: push the tag with git push origin v${version}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function versionProblems(): readonly string[] {
  const heading = /^## (\d\S*?)(,.*)?$/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
  const isTagged = output('git', ['tag', '--list', `v${version}`]) !== '';
  return [
    ...(heading?.[1] === version
      ? []
      : [`CHANGELOG.md begins with ${heading?.[1]}, package.json has ${version}`]),
    ...(heading?.[2]?.includes('not released')
      ? ['CHANGELOG.md says that it is not released yet: give the date']
      : []),
    ...(isTagged ? [`v${version} is tagged already: raise the version in package.json`] : []),
  ];
}

function treeProblems(): readonly string[] {
  return output('git', ['status', '--porcelain']) === '' ? [] : ['there are uncommitted changes'];
}

/** The archive's path; what stands in it is told. */
function pack(): string {
  run('npm', ['run', '--silent', 'build']);
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, '--loglevel', 'error']);
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
}

/** Installs the archive in an empty folder and runs the first project there. */
function tryOut(archive: string): void {
  const cwd = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(cwd, 'package.json'), '{"name": "tried", "type": "module", "private": true}\n');
  run('npm', ['install', '--no-audit', '--no-fund', archive, 'zod'], cwd);
  run('npx', ['labbook', 'init'], cwd);
  run('npx', ['labbook', 'run'], cwd);
  run('npx', ['labbook', 'status', '--check'], cwd);
}

function run(program: string, args: readonly string[], cwd = root): void {
  console.log(`$ ${program} ${args.join(' ')}`);
  execFileSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

function output(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: root, encoding: 'utf8' }).trim();
}
