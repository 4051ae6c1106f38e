import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearName } from '../../src/config/near-name.ts';

test('finds the name that was meant, by letters missing, wrong, turned or in another case', () => {
  const known = ['list', 'status', 'params', 'timeout', 'run'];
  assert.is(nearName('lits', known), 'list');
  assert.is(nearName('stauts', known), 'status');
  assert.is(nearName('parms', known), 'params');
  assert.is(nearName('Timeout', known), 'timeout');
  assert.is(nearName('rnu', known), 'run');
});

test('guesses nothing where nothing is near', () => {
  assert.is(nearName('elephant', ['list', 'status']), null);
  assert.is(nearName('x', ['run']), null);
  assert.is(nearName('x', []), null);
  assert.is(nearName('x'.repeat(10_000), ['x'.repeat(10_001)]), null);
});

test.run();
