import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type LockEntries, missingLockEntries } from '../../scripts/complete-lock.ts';

const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as { packages: LockEntries };

test('the lock has an entry for every platform, without which npm ci refuses it: run scripts/complete-lock.ts', () => {
  assert.equal(missingLockEntries(packages), {});
});

test('an entry that is missing is made for its platform alone', () => {
  const { 'node_modules/a': parent, ...rest } = {
    'node_modules/a': { license: 'MIT', optionalDependencies: { '@a/linux-arm64-musl': '1.2.3' } },
    'node_modules/b': { version: '1.0.0' },
  };
  assert.equal(missingLockEntries({ 'node_modules/a': parent, ...rest }), {
    'node_modules/@a/linux-arm64-musl': {
      version: '1.2.3',
      cpu: ['arm64'],
      license: 'MIT',
      optional: true,
      os: ['linux'],
      libc: ['musl'],
    },
  });
});

test('the lock names no registry', () => {
  assert.not.match(text, /"resolved"/);
});

test.run();
