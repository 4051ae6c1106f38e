import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import type { ModelRefusal } from '../../src/model/model-refusal.ts';
import { describeRefusal } from '../../src/words/describe-refusal.ts';

const place = { model: 'forest 1.0.0', file: 'ml-models/forest/1.0.0/forest.bin' };
const signature = { model: 'forest 1.0.0', file: 'ml-models/forest/1.0.0/model.sigstore.json' };
const file = 'ml-models/versions.json';
const cases: readonly (readonly [ModelRefusal, string])[] = [
  [{ kind: 'no-such-model', given: 'tree', known: [] }, 'no model "tree"'],
  [
    { kind: 'no-such-version', model: 'forest', given: '2.0.0', known: ['1.0.0'] },
    'the model forest has no version or alias "2.0.0"',
  ],
  [{ kind: 'ambiguous-model', given: 'abcdef', matches: ['a@1.0.0', 'b@1.0.0'] }, '"abcdef" fits 2 models'],
  [{ kind: 'log-unreadable', file, detail: 'EACCES' }, 'ml-models/versions.json cannot be read: EACCES'],
  [
    { kind: 'log-edited', file, seq: 3 },
    'ml-models/versions.json was edited: entry 3 is not what was written',
  ],
  [
    { kind: 'log-rewritten', file, seq: 3 },
    'ml-models/versions.json was rewritten: its entry 3 is not the one that was seen here',
  ],
  [
    { kind: 'log-cut', file, seq: 9, entries: 7 },
    'ml-models/versions.json was cut off: it has 7 entries, and entry 9 was seen here',
  ],
  [
    { kind: 'not-in-log', file, model: 'forest', version: '1.0.1' },
    'ml-models/forest/1.0.1 is not in ml-models/versions.json',
  ],
  [{ kind: 'model-file-missing', ...place }, `forest 1.0.0: ${place.file} is missing`],
  [
    { kind: 'model-file-changed', ...place, expected: digestBytes('a'), found: digestBytes('b') },
    `forest 1.0.0: ${place.file} was changed`,
  ],
  [{ kind: 'model-file-odd', ...place }, `forest 1.0.0: ${place.file} is not a plain file that can be read`],
  [{ kind: 'model-file-extra', ...place }, `forest 1.0.0: ${place.file} was not registered with it`],
  [
    { kind: 'unsigned', ...signature },
    'forest 1.0.0 is not signed, and pipeline.yaml has registry.signatures: required',
  ],
  [
    { kind: 'signature-unreadable', ...signature, detail: 'it names no public key' },
    `forest 1.0.0: ${signature.file} is no signature: it names no public key`,
  ],
  [
    { kind: 'signature-untrusted', ...signature, key: 'ab'.repeat(32), trusted: [] },
    `forest 1.0.0: ${signature.file} was signed by a key that is not trusted, ${'ab'.repeat(8)}`,
  ],
  [
    { kind: 'signature-wrong', ...signature },
    `forest 1.0.0: ${signature.file} does not hold: its key did not sign its content`,
  ],
  [
    { kind: 'signature-of-another', ...signature, detail: 'its subject is another model' },
    `forest 1.0.0: ${signature.file} was signed for something else: its subject is another model`,
  ],
  [
    { kind: 'policy-unreadable', model: '', file: 'pipeline.yaml', detail: 'registry is no mapping' },
    'pipeline.yaml does not say which signatures are asked for: registry is no mapping',
  ],
  [
    { kind: 'model-unusable', ...place, detail: 'not a forest file' },
    `forest 1.0.0: ${place.file} cannot be used: not a forest file`,
  ],
];

for (const [refusal, title] of cases) {
  test(`says ${refusal.kind}, and what to do`, () => {
    const words = describeRefusal(refusal);
    assert.is(words.title, title);
    if (refusal.kind !== 'model-unusable') assert.ok((words.help ?? '').length > 10);
  });
}

test.run();
