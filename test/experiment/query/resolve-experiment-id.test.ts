import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { resolveExperimentId } from '../../../src/experiment/query/resolve-experiment-id.ts';
import { newExperimentId } from '../../../src/experiment/record/experiment-id.ts';
import { type ExperimentId, wordsOfId } from '../../../src/model/record.ts';

const ids = [
  '20261120-0900-brave-lynx',
  '20261122-1432-calm-otter',
  '20261122-1432-calm-owl',
  '20261123-0800-brave-lynx',
] as ExperimentId[];

const resolved = (given: string): string => {
  const result = resolveExperimentId(given, ids);
  return result.ok ? result.value : result.error.kind;
};

test('a whole id, its unique beginning and its words name it', () => {
  assert.is(resolved('20261122-1432-calm-otter'), ids[1]);
  assert.is(resolved('20261120'), ids[0]);
  assert.is(resolved('calm-otter'), ids[1]);
  assert.is(resolved('calm-ot'), ids[1]);
  assert.is(resolved(' Calm-Otter '), ids[1]);
});

test('latest counts back from the newest', () => {
  assert.is(resolved('latest'), ids[3]);
  assert.is(resolved('latest~0'), ids[3]);
  assert.is(resolved('latest~3'), ids[0]);
  assert.is(resolved('latest~4'), 'no-such-experiment');
  assert.is(resolved('latest~x'), 'no-such-experiment');
});

test('what fits several is a problem that lists them', () => {
  const result = resolveExperimentId('calm', ids);
  assert.equal(result, {
    ok: false,
    error: { kind: 'ambiguous-experiment', given: 'calm', matches: [ids[1], ids[2]] },
  });
  assert.is(resolved('brave-lynx'), 'ambiguous-experiment');
});

test('what fits none is a problem that names the nearest', () => {
  assert.equal(resolveExperimentId('calm-oter', ids), {
    ok: false,
    error: { kind: 'no-such-experiment', given: 'calm-oter', near: ids[1] },
  });
  assert.equal(resolveExperimentId('zzz', ids), {
    ok: false,
    error: { kind: 'no-such-experiment', given: 'zzz', near: null },
  });
  assert.is(resolved(''), 'no-such-experiment');
  assert.is(resolveExperimentId('latest', []).ok, false);
});

test('every id of any set is found again by itself and, where its words are its own, by these', () => {
  const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(times, fc.integer(), (minutes, seed) => {
      const made: ExperimentId[] = [];
      const random = randomFrom(seed);
      for (const minute of minutes) {
        made.push(newExperimentId({ at: new Date(minute * 60_000), random, existing: made }));
      }
      for (const id of made) {
        assert.equal(resolveExperimentId(id, made), { ok: true, value: id });
        assert.equal(resolveExperimentId(wordsOfId(id), made), { ok: true, value: id });
      }
    }),
  );
});

test.run();
