import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import { decideRefresh } from '../../src/sources/decide-refresh.ts';
import { ageText, refreshText } from '../../src/words/refresh-text.ts';

const content = digestBytes('content');
const hour = 3_600_000;
const last = { content, token: 'state 1', takenAtMs: 100 * hour };
const now = { nowMs: 103 * hour, isOffline: false };

function decide(
  facts: Omit<Parameters<typeof decideRefresh>[0], 'nowMs' | 'isOffline'>,
  isOffline = false,
): string {
  const { kind, reason } = decideRefresh({ ...now, ...facts, isOffline });
  return `${kind}: ${refreshText(reason)}`;
}

test('without a snapshot the source is read', () => {
  assert.is(decide({ refresh: 'on-change', last: null, probe: 'state 1' }), 'extract: no snapshot yet');
});

test('on-change reads again where the state is another, or cannot be told', () => {
  const refresh = 'on-change';
  assert.match(decide({ refresh, last, probe: 'state 1' }), /^reuse: nothing was written/);
  assert.match(decide({ refresh, last, probe: 'state 2' }), /^extract: the database was written to/);
  assert.match(decide({ refresh, last, probe: null }), /^extract: .* cannot be told/);
  assert.match(decide({ refresh, last }), /^extract: .* cannot be told/);
  assert.match(decide({ refresh, last: { ...last, token: null }, probe: null }), /^extract/);
});

test('always reads again', () => {
  assert.is(decide({ refresh: 'always', last, probe: 'state 1' }), 'extract: refresh: always');
});

test('every reads again once the snapshot is that old', () => {
  assert.is(
    decide({ refresh: { everyMs: 4 * hour }, last }),
    'reuse: the last snapshot is 3 h old, less than 4 h',
  );
  assert.is(
    decide({ refresh: { everyMs: 3 * hour }, last }),
    'extract: the last snapshot is 3 h old, 3 h or more',
  );
});

test('pinned uses the pinned content without a database', () => {
  const pinned = digestBytes('pinned');
  assert.match(decide({ refresh: 'pinned', last, pinned, isPinnedKept: true }), /^reuse: pinned to sha256:/);
  assert.match(decide({ refresh: 'pinned', last, pinned: content }, true), /^reuse/);
  assert.match(decide({ refresh: 'pinned', last, pinned }), /^extract: .*which the store does not have/);
  assert.match(decide({ refresh: 'pinned', last, pinned }, true), /^impossible/);
  assert.match(decide({ refresh: 'pinned', last: null, pinned: null }), /^extract: .*names no snapshot yet/);
});

test('offline uses the last snapshot and says how old it is', () => {
  for (const refresh of ['on-change', 'always', { everyMs: 1 }] as const) {
    assert.is(decide({ refresh, last }, true), 'reuse: offline: the last snapshot, 3 h old');
  }
  assert.is(decide({ refresh: 'always', last: null }, true), 'impossible: offline, and there is no snapshot');
});

test('ages are rounded down in their largest unit', () => {
  assert.equal([0, 999, 61_000, 7_199_999, 200 * hour].map(ageText), ['0 s', '0 s', '1 min', '1 h', '8 d']);
});

test.run();
