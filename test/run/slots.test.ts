import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSlots } from '../../src/run/slots.ts';

const test = suite('slots');
const of = (cpus: number, memoryMb: number | null = null) => ({ cpus, memoryMb });

test('cores and memory are given out until one of them is used up', () => {
  const slots = makeSlots({ cpus: 4, memoryMb: 1000 });
  assert.ok(slots.take(of(2, 600)));
  assert.not.ok(slots.take(of(1, 500)), 'too little memory');
  assert.not.ok(slots.take(of(3)), 'too few cores');
  assert.ok(slots.take(of(2, 400)));
  assert.not.ok(slots.take(of(1)));
  slots.give(of(2, 600));
  assert.ok(slots.take(of(2, 600)));
});

test('a free machine takes any stage, and nothing beside it', () => {
  const slots = makeSlots({ cpus: 2, memoryMb: 1000 });
  assert.ok(slots.take(of(64, 100_000)));
  assert.not.ok(slots.take(of(1)));
  slots.give(of(64, 100_000));
  assert.ok(slots.take(of(1)));
});

test('never more is out than there is, unless one stage alone asks for more', () => {
  const request = fc.record({ cpus: fc.integer({ min: 1, max: 6 }), memoryMb: fc.option(fc.nat(1200)) });
  fc.assert(
    fc.property(fc.array(fc.tuple(request, fc.boolean()), { maxLength: 40 }), (steps) => {
      const slots = makeSlots({ cpus: 4, memoryMb: 1000 });
      const out: { cpus: number; memoryMb: number | null }[] = [];
      for (const [resources, isGiving] of steps) {
        const back = isGiving ? out.pop() : undefined;
        if (back !== undefined) slots.give(back);
        const isFree = out.length === 0;
        const cpus = out.reduce((sum, one) => sum + one.cpus, 0) + resources.cpus;
        const memory = out.reduce((sum, one) => sum + (one.memoryMb ?? 0), 0) + (resources.memoryMb ?? 0);
        const isTaken = slots.take(resources);
        assert.is(isTaken, isFree || (cpus <= 4 && memory <= 1000));
        if (isTaken) out.push(resources);
      }
    }),
  );
});

test.run();
