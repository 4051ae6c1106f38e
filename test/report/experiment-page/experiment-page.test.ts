import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StageRecord } from '../../../src/model/record.ts';
import { renderExperimentPage } from '../../../src/report/experiment-page/experiment-page.ts';
import { sampleRecord, sampleStage, sampleStages } from '../../support/sample-record.ts';

const test = suite('the page of an experiment');

let page: string;

test.before(async () => {
  page = await renderExperimentPage({ record: sampleRecord(), runtime: null });
});

test('is the same text from the same record: twice here, and in other time zones and locales', async () => {
  const elsewhere = [
    digestElsewhere({ TZ: 'America/Los_Angeles', LC_ALL: 'de_DE.UTF-8' }),
    digestElsewhere({ TZ: 'Asia/Kathmandu', LC_ALL: 'C' }),
  ];
  assert.is(await renderExperimentPage({ record: sampleRecord(), runtime: null }), page);
  const digest = createHash('sha256').update(page).digest('hex');
  assert.equal(await Promise.all(elsewhere), [digest, digest]);
});

test('has its parts in order: verdict, identity, stages, a card a stage, data and environment', async () => {
  const html = page;
  const ids = [...html.matchAll(/ id="([\w-]+)"/g)].map((match) => match[1]);
  assert.equal(
    ids.filter(
      (id) =>
        /^(verdict|identity|stages|notebook|provenance|stage-.*[a-z]$)/.test(id ?? '') &&
        !/-name$/.test(id ?? ''),
    ),
    [
      'verdict',
      'identity',
      'stages',
      'notebook',
      'stage-extract',
      'stage-features',
      'stage-label',
      'stage-split',
      'stage-train-network',
      'stage-train-forest',
      'stage-evaluate',
      'provenance',
    ],
  );
});

test('shows a metric with its interval, its baseline and both counts of rows', async () => {
  const html = textOf(page);
  assert.match(
    html,
    /evaluate\.accuracy\s*0\.5586\s*95 %: 0\.5031 to 0\.6124\s*majority class 0\.5819: cannot tell: inside the interval\s*n 763, effective 109/,
  );
  assert.match(html, /baseline 0\.2453: ▲ better/);
});

test('shows the difference from a baseline experiment, better or worse by the direction of the metric', async () => {
  const record = sampleRecord();
  const other = sampleRecord({
    id: '20261101-0000-old-owl' as never,
    metrics: { 'evaluate.accuracy': { value: 0.5 }, 'evaluate.log-loss': { value: 0.9 } },
  });
  const html = textOf(await renderExperimentPage({ record, baseline: other, runtime: null }));
  assert.match(html, 'against 20261101-0000-old-owl: +0.0586, better by the number alone');
  assert.match(html, 'against 20261101-0000-old-owl: +0.0312, worse by the number alone');
});

test('says whether labels leak between the parts of a split, from the gap that the split reports', async () => {
  const words =
    'No label of an earlier part reaches into a later one (split): 3,562 rows to train on, 763 to test on';
  assert.match(textOf(page), new RegExp(`passed ${words.replace(/[()]/g, '\\$&')}`));
  const stages = sampleStages().map((stage) =>
    stage.id === 'split'
      ? { ...stage, displays: [], metrics: { ...stage.metrics, gap_days: { value: 0 } } }
      : { ...stage, displays: [] },
  );
  const leaking = textOf(await renderExperimentPage({ record: sampleRecord({ stages }), runtime: null }));
  assert.match(leaking, new RegExp(`failed ${words.replace(/[()]/g, '\\$&')}`));
});

test('gives no verdict on a metric without an interval', async () => {
  const metrics = { 'a.r2': { value: 0.2, baseline: 0.1, direction: 'higher', headline: true } } as const;
  const html = await renderExperimentPage({ record: sampleRecord({ stages: [], metrics }), runtime: null });
  assert.match(textOf(html), 'baseline 0.1000: better by the number alone, no interval');
  assert.is(/class="better"/.test(html), false);
});

test('gives the exact commands that make the experiment again', async () => {
  const html = page;
  assert.match(
    textOf(html),
    'git checkout 3f1c9a7be2d04c58a6f0b1d2e3c4a5968778695a &amp;&amp; npm ci &amp;&amp; npx labbook run --set params.window=14',
  );
});

test('shows a failed experiment: the error with its line, what is blocked, and what ran all the same', async () => {
  const stages = failedStages();
  const html = textOf(
    await renderExperimentPage({ record: sampleRecord({ state: 'failed', stages }), runtime: null }),
  );
  assert.match(html, /Failed after 1 min 21 s\. Of 3 stages: 1 ran, 1 failed, 1 blocked\./);
  assert.match(html, /features failed\. RangeError: window 0 is too small\s*stages\/features\.ts:14/);
  assert.match(html, 'const mean = rolling(rows, window);');
  assert.match(html, /split\s*blocked/);
});

test('shows an interrupted experiment without outputs, metrics or recipes', async () => {
  const stages = [
    sampleStage('extract', {
      state: 'failed',
      failure: { kind: 'cancelled' },
      recipe: null,
      fingerprint: null,
    }),
  ];
  const html = textOf(
    await renderExperimentPage({ record: sampleRecord({ state: 'interrupted', stages }), runtime: null }),
  );
  assert.match(html, /Interrupted after/);
  assert.match(html, 'It was stopped before it ended');
  assert.match(html, 'No stage reported a metric.');
});

test('shows an experiment without stages, git, sources or pipeline description', async () => {
  const base = sampleRecord();
  const record = sampleRecord({
    stages: [],
    git: null,
    name: null,
    hypothesis: null,
    tags: [],
    pipeline: { ...base.pipeline, stages: [], sources: {}, description: '', overrides: [] },
  });
  const html = textOf(await renderExperimentPage({ record, runtime: null }));
  assert.match(html, 'not in a git repository');
});

test('names every failure in words', async () => {
  const failures: NonNullable<StageRecord['failure']>[] = [
    { kind: 'undeclared-access', path: 'data/x.csv', access: 'read', frames: [] },
    { kind: 'output-missing', output: 'table', path: 'data/t.parquet' },
    { kind: 'input-moved', input: 'rows', path: 'data/r.csv' },
    { kind: 'input-missing', input: 'rows', path: 'data/r.csv' },
    { kind: 'export-missing', file: 'stages/a.ts', name: 'run' },
    { kind: 'timeout', timeoutMs: 90_000 },
    { kind: 'died', exitCode: 134, signal: null, stderr: 'heap out of memory' },
    { kind: 'store', message: 'no space left on device' },
  ];
  const stages = failures.map((failure, index) => sampleStage(`s${index}`, { state: 'failed', failure }));
  const html = textOf(
    await renderExperimentPage({ record: sampleRecord({ state: 'failed', stages }), runtime: null }),
  );
  for (const words of [
    'It read data/x.csv, which pipeline.yaml does not declare for it',
    'It ended without writing its output table (data/t.parquet)',
    'Its input rows (data/r.csv) changed while it ran',
    'Its input rows (data/r.csv) does not exist',
    'stages/a.ts does not export run',
    'It took longer than its timeout of 1 min 30 s',
    'Its process ended with exit code 134 and without a result',
    'heap out of memory',
    'Its result could not be stored: no space left on device',
  ]) {
    assert.match(html, words);
  }
});

test('allows scripts and styles by hash alone', async () => {
  const runtime = { gzip: new Uint8Array([1]), script: 'var labbookVega;' };
  const html = await renderExperimentPage({ record: sampleRecord(), runtime });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.is(/unsafe|https?:|\*/.test(policy), false, policy);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  for (const text of [script, runtime.script]) {
    assert.match(policy, `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  }
});

test('carries no script and no runtime where there is no chart', async () => {
  const runtime = { gzip: new Uint8Array([1]), script: 'var labbookVega;' };
  const html = await renderExperimentPage({ record: sampleRecord({ stages: [sampleStage('a')] }), runtime });
  assert.is(/<script/.test(html), false);
  assert.match(html, "script-src 'none'");
});

function failedStages(): readonly StageRecord[] {
  const [extract] = sampleStages();
  return [
    { ...(extract as StageRecord), state: 'ran' },
    sampleStage('features', {
      state: 'failed',
      dependsOn: ['extract'],
      failure: {
        kind: 'threw',
        name: 'RangeError',
        message: 'window 0 is too small',
        frames: [
          {
            file: 'stages/features.ts',
            line: 14,
            column: 9,
            functionName: 'run',
            text: '  const mean = rolling(rows, window);',
          },
        ],
      },
    }),
    sampleStage('split', {
      state: 'blocked',
      dependsOn: ['features'],
      reasons: [{ kind: 'upstream-failed', stages: ['features'] }],
    }),
  ];
}

/** The words of a page, without its markup. */
function textOf(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s*\n\s*/g, '\n');
}

async function digestElsewhere(env: Record<string, string>): Promise<string> {
  const program = fileURLToPath(new URL('../../support/print-page-digest.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

test.run();
