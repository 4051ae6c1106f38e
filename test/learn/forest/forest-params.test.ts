import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { featuresPerSplit, resolveForestParams } from '../../../src/learn/forest/forest-params.ts';

const CLASSIFIER = { task: 'classification', engine: 'histogram' } as const;

test('defaults are those of scikit-learn', () => {
  const { maxBins, ...classifier } = resolveForestParams(CLASSIFIER);
  assert.equal(classifier, {
    trees: 100,
    maxDepth: null,
    minSamplesLeaf: 1,
    minSamplesSplit: 2,
    maxFeatures: 'sqrt',
    bootstrap: true,
    subsample: 1,
    classWeight: null,
    oobScore: false,
  });
  assert.is(maxBins, 256);
  assert.is(resolveForestParams({ task: 'regression', engine: 'histogram' }).maxFeatures, 'all');
});

test('every bad parameter is named at once', () => {
  const bad = { trees: 0, maxFeatures: 1.5, maxBins: 257, subsample: 0, depth: 3 };
  assert.throws(
    () => resolveForestParams(CLASSIFIER, bad as object),
    (error: Error) =>
      error.message.startsWith('forest parameters: there is no "depth"; there are trees, maxDepth,') &&
      error.message.includes('trees must be a whole number from 1 to 65536, not 0') &&
      error.message.includes(
        "maxFeatures must be 'sqrt', 'log2', 'all', a fraction in (0, 1) or a count from 1, not 1.5",
      ) &&
      error.message.includes('subsample must be in (0, 1], not 0') &&
      error.message.includes('maxBins must be a whole number from 3 to 256, not 257'),
  );
});

test('an out-of-bag score is refused where no row is out of bag', () => {
  assert.throws(
    () => resolveForestParams(CLASSIFIER, { oobScore: true, bootstrap: false }),
    /oobScore must be false where every tree sees every row/,
  );
  assert.ok(resolveForestParams(CLASSIFIER, { oobScore: true, bootstrap: false, subsample: 0.5 }).oobScore);
});

test('each rule for the features of a split gives at least one and at most all', () => {
  assert.is(featuresPerSplit('sqrt', 9), 3);
  assert.is(featuresPerSplit('sqrt', 1), 1);
  assert.is(featuresPerSplit('log2', 9), 3);
  assert.is(featuresPerSplit('log2', 1), 1);
  assert.is(featuresPerSplit('all', 9), 9);
  assert.is(featuresPerSplit(0.5, 9), 4);
  assert.is(featuresPerSplit(0.01, 9), 1);
  assert.is(featuresPerSplit(1, 9), 1);
  assert.is(featuresPerSplit(20, 9), 9);
});

test.run();
