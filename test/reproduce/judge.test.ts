import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestBytes } from '../../src/base/digest.ts';
import type { ReproducedStage } from '../../src/model/reproduction.ts';
import { judge } from '../../src/reproduce/judge.ts';

type Verdict = ReproducedStage['outputs'][number]['verdict'];

function stage(
  id: string,
  outputs: Readonly<Record<string, Verdict>>,
  state: ReproducedStage['state'] = 'made',
) {
  return {
    id,
    state,
    seconds: 1,
    recordedSeconds: 1,
    reasons: [],
    outputs: Object.entries(outputs).map(([name, verdict]) => ({
      name,
      path: `data/${name}`,
      verdict,
      recorded: digestBytes(name),
      made: null,
      difference: null,
    })),
    metrics: [],
    failure: null,
  } satisfies ReproducedStage;
}

test('nothing that was not made is called identical', () => {
  assert.is(judge([stage('a', { x: 'identical' })]).verdict, 'identical');
  assert.is(judge([stage('a', { x: 'not-made' })]).verdict, 'failed');
  assert.is(
    judge([stage('a', { x: 'identical' }), stage('b', { y: 'not-made' }, 'blocked')]).verdict,
    'failed',
  );
  assert.is(
    judge([stage('a', { x: 'taken' }, 'taken'), stage('b', { y: 'identical' })]).verdict,
    'identical',
  );
});

test('predictions decide what is equivalent, where there are some', () => {
  const weights = stage('train', { weights: 'differs' });
  assert.is(judge([weights, stage('evaluate', { predictions: 'equivalent' })]).verdict, 'equivalent');
  assert.is(judge([weights, stage('evaluate', { predictions: 'differs' })]).verdict, 'differs');
  assert.is(judge([weights]).verdict, 'differs');
  assert.equal(judge([weights, stage('evaluate', { predictions: 'equivalent' })]).first, {
    stage: 'train',
    output: 'weights',
  });
});

test.run();
