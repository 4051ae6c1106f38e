import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { terminalProgress } from '../../src/cli/terminal-progress.ts';
import type { OutcomeSummary, RunEvent } from '../../src/model/event.ts';
import { plainText, textWidth } from '../../src/words/terminal-text.ts';
import { terminalScreen, withVisibleEscapes } from '../support/terminal-screen.ts';

type Bare = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never;

/** Plays events, each at a time in milliseconds, to a stream; gives all that was written. */
function play(
  events: readonly (readonly [number, Bare])[],
  { isTTY = true, columns = 80, rows = 24, env = {} as Record<string, string> } = {},
) {
  let now = 0;
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const stream = { isTTY, columns, rows, write };
  const progress = terminalProgress({ stream, env, root: '/project', nowMs: () => now });
  for (const [at, event] of events) {
    now = at;
    progress.emit({ at: '2026-11-22T00:00:00Z', ...event } as RunEvent);
  }
  const during = written;
  progress.end();
  return { during, after: written };
}

const started: Bare = { kind: 'run-started', run: 'r1', stages: ['extract', 'train'], jobs: 2 };
const begin = (stage: string, expectedSeconds: number | null = null): Bare => ({
  kind: 'stage-started',
  stage,
  reasons: [{ kind: 'param', name: 'window', before: 7, after: 14 }],
  expectedSeconds,
});
const finish = (stage: string, outcome: Partial<OutcomeSummary> = {}): Bare => ({
  kind: 'stage-finished',
  stage,
  outcome: {
    kind: 'ran',
    reasons: [{ kind: 'first-run' }],
    seconds: 1.5,
    attempts: 1,
    failure: null,
    savedSeconds: 0,
    ...outcome,
  },
});
const advance = (stage: string, done: number): Bare => ({
  kind: 'stage-progress',
  stage,
  progress: { done, total: 50, unit: 'epoch', values: { loss: 0.41234 } },
});
const plainEnv = { NO_COLOR: '1' };

test('a running stage has one line with units, percent, values, time and time left', () => {
  const { during } = play(
    [
      [0, started],
      [0, begin('train')],
      [1000, advance('train', 5)],
      [5000, advance('train', 10)],
      [5000, finish('extract')],
    ],
    { env: plainEnv },
  );
  assert.equal(terminalScreen(during), [
    '✓ extract  ran             1.5 s  first run',
    '⠋ train    epoch 10/50  20 %  loss 0.4123  5 s, about 32 s left',
  ]);
});

test('without progress the time left comes from what it took before', () => {
  const { during } = play(
    [
      [0, started],
      [0, begin('train', 20)],
      [8000, finish('extract')],
    ],
    { env: plainEnv },
  );
  assert.is(terminalScreen(during).at(-1), '⠋ train    8 s, about 12 s left');
});

test('finished lines stay, with how and why, and nothing live is left at the end', () => {
  const threw = { kind: 'threw', name: 'Error', message: 'boom', frames: [] } as const;
  const { after } = play(
    [
      [0, started],
      [0, begin('extract')],
      [10, finish('extract', { kind: 'cached', savedSeconds: 12, reasons: [{ kind: 'same-recipe' }] })],
      [10, begin('train')],
      [20, finish('train', { kind: 'failed', failure: threw, attempts: 2, seconds: 3 })],
      [
        20,
        finish('evaluate', { kind: 'blocked', reasons: [{ kind: 'upstream-failed', stages: ['train'] }] }),
      ],
    ],
    { env: plainEnv },
  );
  assert.equal(terminalScreen(after), [
    '↺ extract  cached     saved 12 s  nothing changed',
    '✗ train    failed          3.0 s  first run, 2 attempts',
    '    Error: boom',
    '⊘ evaluate  blocked                train did not succeed',
  ]);
});

test('no line is wider than the terminal, whatever a stage says', () => {
  for (const columns of [20, 40, 80]) {
    const long = '株価'.repeat(60);
    const { after } = play(
      [
        [0, started],
        [0, begin('train')],
        [1, { kind: 'stage-progress', stage: 'train', progress: { done: 1, message: long } }],
        [2, { kind: 'stage-log', stage: 'train', line: { at: 0, level: 'info', text: long } }],
        [3, finish('train', { reasons: [{ kind: 'param', name: long, before: 1, after: 2 }] })],
      ],
      { columns, env: plainEnv },
    );
    for (const line of terminalScreen(after))
      assert.ok(textWidth(line) < columns, `${textWidth(line)}: ${line}`);
  }
});

test('never draws more live lines than the terminal has rows', () => {
  const events = Array.from({ length: 30 }, (_, i): [number, Bare] => [0, begin(`s${i}`)]);
  const { during } = play(events, { rows: 8, env: plainEnv });
  const screen = terminalScreen(during);
  assert.is(screen.length, 7);
  assert.is(screen.at(-1), '  and 24 more');
});

test('escape sequences of a stage reach no terminal', () => {
  const text = '\u001b[2J\u001b]0;title\u0007red\u001b[31m \u202eevil\u009b1A\r';
  for (const isTTY of [true, false]) {
    const { after } = play(
      [
        [0, begin('train')],
        [0, { kind: 'stage-log', stage: 'train', line: { at: 0, level: 'stdout', text } }],
        [0, { kind: 'warning', stage: null, message: text }],
        [
          0,
          finish('train', {
            kind: 'failed',
            failure: { kind: 'died', exitCode: 1, signal: null, stderr: text },
          }),
        ],
      ],
      { isTTY, env: plainEnv },
    );
    assert.not.match(withVisibleEscapes(after), /<esc>\[2J|<esc>\]|<esc>\[31m|\u202e/);
    assert.not(after.includes('\u009b'));
    assert.match(after, /red/);
  }
});

test('without a terminal there is a line an event, and no escape sequence', () => {
  const { after } = play(
    [
      [0, started],
      [0, begin('train')],
      [10, advance('train', 5)],
      [20, finish('train')],
      [20, { kind: 'run-finished', run: 'r1', state: 'ok', seconds: 2 }],
    ],
    { isTTY: false },
  );
  assert.is(
    after,
    `run r1: 2 stages, 2 jobs
train: started (params.window 7 → 14)
train: ran in 1.5 s (first run)
run r1: ok in 2.0 s
`,
  );
});

test('TERM=dumb gets lines, NO_COLOR live lines without colour, FORCE_COLOR colour without a terminal', () => {
  const events: [number, Bare][] = [
    [0, started],
    [0, begin('train')],
    [20, finish('train')],
  ];
  const colour = /<esc>\[3\dm/;
  const shown = (options: Parameters<typeof play>[1]) => withVisibleEscapes(play(events, options).after);
  assert.not.match(shown({ env: { TERM: 'dumb' } }), /<esc>/);
  assert.not.match(shown({ env: { NO_COLOR: '1' } }), colour);
  assert.match(shown({ env: {} }), colour);
  assert.match(shown({ isTTY: false, env: { FORCE_COLOR: '1' } }), colour);
  assert.not.match(shown({ isTTY: true, env: { FORCE_COLOR: '0' } }), colour);
  assert.not.match(shown({ isTTY: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }), colour);
});

test('without a terminal a running stage is told of now and then', async () => {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const progress = terminalProgress({
    stream: { write },
    env: {},
    root: '/project',
    heartbeatMs: 20,
    nowMs: () => 5000,
  });
  progress.emit({ at: '', ...begin('train') } as RunEvent);
  progress.emit({ at: '', ...advance('train', 5) } as RunEvent);
  // The timer keeps no process alive, so the test does.
  while (!written.includes('epoch')) await new Promise((done) => setTimeout(done, 10));
  progress.end();
  assert.match(written, /^train: epoch 5\/50, 10 %, loss 0\.4123, 0 s$/m);
  const before = written;
  await new Promise((done) => setTimeout(done, 60));
  assert.is(written, before);
});

test('a progress bar redrawn by carriage returns is shown as it stood last', () => {
  const { after } = play(
    [
      [
        0,
        { kind: 'stage-log', stage: 'train', line: { at: 0, level: 'stdout', text: '10 %\r20 %\r30 %\r' } },
      ],
    ],
    { isTTY: false },
  );
  assert.is(after, 'train: | 30 %\n');
});

test('a stage that waits for another run says so', () => {
  const { during } = play(
    [
      [0, begin('train')],
      [0, { kind: 'stage-waiting', stage: 'train', pid: 42 }],
      [1000, finish('extract')],
    ],
    { env: plainEnv },
  );
  assert.match(during, 'waits for the same work in process 42');
});

test('widths count columns: wide characters two, marks none', () => {
  assert.is(textWidth('abc'), 3);
  assert.is(textWidth('株価'), 4);
  assert.is(textWidth('e\u0301'), 1);
  assert.is(textWidth('🦦'), 2);
  assert.is(plainText('a\tb\u0000'), 'a b⟨U+0000⟩');
});

test.run();
