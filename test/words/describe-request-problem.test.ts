import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RequestProblem } from '../../src/model/request-problem.ts';
import { describeProblem } from '../../src/words/describe-problem.ts';

/** Each kind with the exact words for it; a kind that has none here does not compile. */
const told: {
  readonly [Kind in RequestProblem['kind']]: readonly (readonly [
    Omit<Extract<RequestProblem, { kind: Kind }>, 'kind'>,
    string,
  ])[];
} = {
  'not-paired': [
    [
      { experiments: ['a', 'b'], metric: 'evaluate.accuracy' },
      'a and b cannot be held against each other by evaluate.accuracy\n  One of them does not report it, or they were scored on other test rows. A metric of another stage, such as a count of rows, needs no test rows: --metric split.rows.train.',
    ],
  ],
  'bad-flag-value': [
    [
      { flag: 'jobs', given: '0', takes: { kind: 'count', min: 1 } },
      '--jobs takes a whole number from 1, not "0"\n  Leave it out to use all cores.',
    ],
    [
      { flag: 'limit', given: 'many', takes: { kind: 'count', min: 0 } },
      '--limit takes a whole number from 0, not "many"\n  labbook list --limit 10, or --limit 0 for all',
    ],
    [
      { flag: 'format', given: 'png', takes: { kind: 'one-of', values: ['text', 'mermaid', 'svg'] } },
      '--format takes one of text, mermaid, svg, not "png"\n  See: labbook help graph',
    ],
    [
      { flag: 'html', given: 'page', takes: { kind: 'file', ending: '.html' } },
      '--html takes a path that ends in .html, not "page"\n  labbook compare latest~1 latest --html reports/before-after.html',
    ],
    [
      { flag: 'label', given: 'side', takes: { kind: 'column' } },
      '--label takes <table>=<column>, not "side"\n  Name table and column: --label trades=side',
    ],
    [
      { flag: 'seeds', given: 'few', takes: { kind: 'seeds' } },
      '--seeds takes a whole number from 1 to 100, or auto, not "few"\n  labbook check --seeds 5',
    ],
  ],
  'no-gates': [
    [
      {},
      'pipeline.yaml has no gates\n  Say what has to hold, such as:\n    gates:\n      metrics:\n        evaluate.accuracy: {margin: 0.02}',
    ],
  ],
  'no-baseline': [
    [{}, 'no baseline was accepted yet\n  labbook baseline accept latest --reason "the first"'],
  ],
  'unknown-verb': [
    [
      { given: 'acept', known: ['accept', 'show', 'history'] },
      'labbook baseline does not know "acept"\n  It takes accept, show and history.',
    ],
  ],
  'no-reason': [
    [
      {},
      'accepting a baseline needs a reason, which reviewers read\n  labbook baseline accept latest --reason "wider window"',
    ],
  ],
  'not-acceptable': [
    [
      { experiment: '20261122-1432-calm-otter', why: 'failed' },
      '20261122-1432-calm-otter cannot be a baseline: its run failed\n  A baseline is an experiment that ended well and is held against row by row.',
    ],
    [
      { experiment: '20261122-1432-calm-otter', why: { kind: 'none' } },
      '20261122-1432-calm-otter cannot be a baseline: no stage with headline metrics has an output named predictions\n  A baseline is an experiment that ended well and is held against row by row.',
    ],
  ],
  'unusable-folder': [
    [
      { folder: '/home/me/a*b', sign: '*' },
      'stages cannot run in a folder whose path holds *\n  Node takes * for more than a character there. Rename the folder: /home/me/a*b',
    ],
  ],
  'upstream-stale': [
    [
      { stages: ['rows', 'split'] },
      '--only takes what stands, and rows, split would run\n  Leave --only out to run these first.',
    ],
  ],
  'unknown-stage': [
    [
      { given: 'trian', near: 'train', known: ['features', 'train'] },
      'pipeline.yaml has no stage "trian"\n  did you mean "train"?\n  The stages are features and train.',
    ],
    [
      { given: 'x', near: null, known: ['features', 'train'] },
      'pipeline.yaml has no stage "x"\n  The stages are features and train.',
    ],
  ],
  'stage-not-reached': [
    [{ stage: 'train' }, 'the last run did not come to train\n  What the next one would do: labbook status'],
  ],
  'unsupported-node': [
    [{ version: '18.0.0', needed: 'Node 20' }, 'stages cannot run on Node 18.0.0\n  labbook needs Node 20.'],
  ],
  'pipeline-exists': [[{}, 'there is a pipeline.yaml already\n  Nothing was written.']],
  'no-lock': [
    [
      {},
      'there is no pipeline.lock to hold the results against\n  A run of the whole pipeline without --frozen and --set writes it; commit it.',
    ],
  ],
  'bad-tag': [
    [
      { given: 'two words' },
      '"two words" cannot be a tag\n  A tag is one word of 1 to 64 visible characters, such as paper or window/14.',
    ],
  ],
  'nothing-to-note': [
    [
      {},
      'there is nothing to write\n  Give a text, --name or --hypothesis: labbook note latest "worth a second look"',
    ],
  ],
  'too-few-experiments': [
    [{}, 'a comparison needs at least two experiments\n  Name them: labbook compare latest~1 latest'],
  ],
  'experiment-twice': [
    [
      { id: '20261122-1432-calm-otter' },
      '20261122-1432-calm-otter is named twice\n  Name each experiment once; labbook list shows them all.',
    ],
  ],
  'unknown-column': [
    [
      { given: 'acuracy', near: 'metrics."evaluate.accuracy"', columns: ['id', 'name'] },
      'there is no column "acuracy" to sort by\n  did you mean metrics."evaluate.accuracy"?\n  The columns are: id, name',
    ],
  ],
  'no-such-seed': [
    [
      { given: null, known: ['market', 'news'] },
      'say which source to seed\n  Sources with `embedded.seed`: market, news.',
    ],
    [
      { given: 'markt', known: [] },
      'no source "markt" has a seed module\n  Sources with `embedded.seed`: none.',
    ],
  ],
  'no-server-to-seed': [
    [{}, 'there is no server to seed\n  Give one: labbook seed --url postgres://user@host/database'],
  ],
  'no-extract-stage': [
    [
      { experiment: 'e', given: 'count', known: ['extract'] },
      'experiment e has no extract stage "count"\n  It has extract.',
    ],
    [{ experiment: 'e', given: null, known: [] }, 'experiment e has no extract stage\n  It has none.'],
  ],
  'several-extract-stages': [
    [
      { experiment: 'e', known: ['prices', 'news'] },
      'experiment e has several extract stages\n  Choose one of prices and news: --stage prices',
    ],
  ],
  'no-snapshot': [
    [
      { experiment: 'e', stage: 'extract' },
      'the stage extract of experiment e gave no snapshot\n  See: labbook show e',
    ],
  ],
  'snapshot-lost': [
    [
      { experiment: 'e' },
      'the snapshot of experiment e is not in the store, or is damaged there\n  It can be made again while the database still holds those rows.',
    ],
  ],
  'no-usable-snapshot': [
    [
      { stage: 'extract', reason: { kind: 'offline-missing' } },
      'offline, and there is no snapshot of this source\n  At stages.extract in pipeline.yaml.\n  Run once without --offline, where the server can be reached.',
    ],
  ],
  source: [
    [
      { source: 'market', stage: 'extract', problem: { kind: 'too-many-connections', server: 'db:5432' } },
      'db:5432 has no connection left\n  At sources.market in pipeline.yaml.\n  Try again later, or set retries.',
    ],
  ],
};

for (const [kind, cases] of Object.entries(told)) {
  for (const [facts, words] of cases) {
    test(`${kind}: ${words.split('\n')[0]}`, () => {
      assert.is(describeProblem({ kind, ...facts } as RequestProblem), words);
    });
  }
}

test.run();
