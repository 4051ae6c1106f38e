import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import {
  idAdjectives,
  idAnimals,
  isExperimentId,
  newExperimentId,
} from '../../../src/experiment/record/experiment-id.ts';
import { wordsOfId } from '../../../src/model/record.ts';

const at = new Date('2026-11-22T14:32:59.999Z');

test('the word lists are long, plain, without repetition, and share no word', () => {
  for (const list of [idAdjectives, idAnimals]) {
    assert.ok(list.length >= 64, `${list.length} words`);
    for (const word of list) assert.match(word, /^[a-z]{2,12}$/);
  }
  const all = [...idAdjectives, ...idAnimals];
  assert.is(new Set(all).size, all.length);
});

test('an id is the minute in UTC and two words', () => {
  const id = newExperimentId({ at, random: randomFrom(1), existing: [] });
  assert.match(id, /^20261122-1432-[a-z]+-[a-z]+$/);
  assert.ok(isExperimentId(id));
});

test('the same random source gives the same id', () => {
  const ids = [1, 1, 2].map((seed) => newExperimentId({ at, random: randomFrom(seed), existing: [] }));
  assert.is(ids[0], ids[1]);
  assert.is.not(ids[0], ids[2]);
});

test('words are not used twice, whatever the random source draws and however many experiments there are', () => {
  const existing: string[] = [];
  for (let made = 0; made < 600; made++) {
    existing.push(
      newExperimentId({ at: new Date(at.getTime() + made * 60_000), random: () => 0.5, existing }),
    );
  }
  assert.is(new Set(existing.map(wordsOfId)).size, 600);
});

test('when all words are taken, only the whole id is unique', () => {
  const all = idAdjectives.flatMap((a) => idAnimals.map((b) => `20200101-0000-${a}-${b}`));
  const id = newExperimentId({ at, random: randomFrom(3), existing: all });
  assert.not(all.includes(id));
  assert.ok(all.map(wordsOfId).includes(wordsOfId(id)));
  const full = all.map((other) => other.replace('20200101-0000', '20261122-1432'));
  assert.throws(() => newExperimentId({ at, random: randomFrom(3), existing: full }), /are taken/);
});

test('ids sort as their minutes do', () => {
  const time = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, fc.integer(), (a, b, seed) => {
      const [idA, idB] = [a, b].map((date) =>
        newExperimentId({ at: date, random: randomFrom(seed), existing: [] }),
      );
      const minutes = Math.floor(a.getTime() / 60_000) - Math.floor(b.getTime() / 60_000);
      if (minutes !== 0) assert.is((idA ?? '') < (idB ?? ''), minutes < 0);
    }),
  );
});

test.run();
