import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSupportedNode } from '../../src/base/supported-node.ts';

const test = suite('supported versions of Node');

test('this one is, and so are the lines that package.json names, from where they are fit', () => {
  assert.ok(isSupportedNode(process.versions.node));
  for (const version of ['20.19.6', '20.20.2', '22.13.0', '24.0.0', '26.10.0'])
    assert.ok(isSupportedNode(version), version);
  for (const version of ['18.20.0', '20.19.5', '20.9.0', '22.12.0', '23.5.0'])
    assert.not(isSupportedNode(version), version);
});

test.run();
