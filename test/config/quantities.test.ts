import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { durationMs, sizeMb } from '../../src/config/quantities.ts';

test('durations are read in each unit', () => {
  assert.is(durationMs('500ms'), 500);
  assert.is(durationMs('1.5s'), 1500);
  assert.is(durationMs('10m'), 600_000);
  assert.is(durationMs('2h'), 7_200_000);
  assert.is(durationMs('1d'), 86_400_000);
});

test('sizes count 1024 MB a GB, and round up', () => {
  assert.is(sizeMb('512MB'), 512);
  assert.is(sizeMb('2GB'), 2048);
  assert.is(sizeMb('0.5MB'), 1);
});

test('what is no quantity, or none at all, is null', () => {
  for (const text of ['', '10', 's', '-1s', '1 s', '1S', '0s', '0.4ms', '1e3s', 'Infinitys', '10m ']) {
    assert.is(durationMs(text), null, text);
  }
  for (const text of ['', '2', '2gb', '-1GB', '0MB', '2 GB', '2TB']) assert.is(sizeMb(text), null, text);
});

test.run();
