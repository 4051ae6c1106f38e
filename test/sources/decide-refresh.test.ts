import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import {
  decideOffline,
  decidePinned,
  decideRefresh,
  type RefreshDecision,
} from '../../src/sources/decide-refresh.ts';
import { ageText, refreshText } from '../../src/words/refresh-text.ts';

const content = digestBytes('content');
const hour = 3_600_000;
const last = { token: 'state 1', takenAtMs: 100 * hour };
const now = { nowMs: 103 * hour, isAsked: false };

function decide(facts: Omit<Parameters<typeof decideRefresh>[0], 'nowMs' | 'isAsked'>): string {
  return text(decideRefresh({ ...now, ...facts }));
}

function text({ kind, reason }: RefreshDecision): string {
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

test('pinned is what pipeline.lock names, from the store, or a refusal', () => {
  assert.match(text(decidePinned({ kind: 'kept', content })), /^hold: pinned to sha256:/);
  assert.match(text(decidePinned({ kind: 'lost', content })), /^impossible: .*which the store does not have/);
  assert.match(text(decidePinned({ kind: 'other-tables', content })), /^impossible: .*read by other queries/);
  assert.match(text(decidePinned({ kind: 'none' })), /^impossible: .*names no snapshot yet/);
});

test('offline uses the last snapshot and says how old it is, or refuses', () => {
  assert.is(
    text(decideOffline({ kind: 'kept', content }, 3 * hour)),
    'hold: offline: the last snapshot, 3 h old',
  );
  for (const held of [
    { kind: 'none' },
    { kind: 'lost', content },
    { kind: 'other-tables', content },
  ] as const)
    assert.match(text(decideOffline(held, 0)), /^impossible: offline, and /);
});

test('what is asked for is read, whatever the policy', () => {
  const decision = decideRefresh({ ...now, isAsked: true, refresh: { everyMs: 9 * hour }, last });
  assert.is(text(decision), 'extract: asked for by --refresh');
});

test('ages are rounded down in their largest unit', () => {
  assert.equal([0, 999, 61_000, 7_199_999, 200 * hour].map(ageText), ['0 s', '0 s', '1 min', '1 h', '8 d']);
});

test.run();
