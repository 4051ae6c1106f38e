import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { outermost } from '../../src/confine/outermost.ts';

const test = suite('paths that a process may read');

test('repeats and what lies inside a named folder are left out; a shorter path comes first', () => {
  const paths = ['/p/b/c', '/p/code.mjs.map', '/p/b', '/p/code.mjs', '/p/b', '/p/b-2'];
  assert.equal(outermost(paths), ['/p/b', '/p/b-2', '/p/code.mjs', '/p/code.mjs.map']);
});

test('every path that was given is still covered', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'a.b'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(path), (given) => {
      const paths = given.map((parts) => `/${parts.join('/')}`);
      const kept = outermost(paths);
      return paths.every((one) => kept.some((folder) => one === folder || one.startsWith(`${folder}/`)));
    }),
  );
});

test('Node starts with them, whatever order and repeats they were named in', () => {
  const here = import.meta.dirname;
  const named = [here, `${here}/../run`, import.meta.filename, here, `${import.meta.filename}.map`, '/tmp'];
  const flags = outermost([process.execPath, ...named]).map((path) => `--allow-fs-read=${path}`);
  const isStable = process.allowedNodeEnvironmentFlags.has('--permission');
  const permission = isStable ? '--permission' : '--experimental-permission';
  const { status, stderr } = spawnSync(process.execPath, [permission, ...flags, '-e', '0'], {
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
});

test.run();
