import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { packSpec } from '../../../src/report/charts/pack-spec.ts';

test('rows of one shape stand apart as columns, beside the place they came from', () => {
  const packed = packSpec({
    width: 1,
    data: [
      { name: 'a' },
      {
        name: 'b',
        values: [
          { x: 1, y: null },
          { x: 2, y: 'z' },
        ],
      },
    ],
  });
  assert.equal(packed, {
    spec: { width: 1, data: [{ name: 'a' }, { name: 'b', values: [] }] },
    rows: [{ index: 1, columns: { x: [1, 2], y: [null, 'z'] } }],
  });
});

test('what is not rows of one shape stays where it is', () => {
  for (const values of [[1, 2], [], [{ x: 1 }, { y: 1 }], [{ x: 1 }, { x: 1, y: 2 }], 'a,b', null]) {
    const spec = { data: [{ name: 'a', values }] };
    assert.equal(packSpec(spec), { spec, rows: [] });
  }
  assert.equal(packSpec({ marks: [] }), { spec: { marks: [], data: [] }, rows: [] });
});

test.run();
