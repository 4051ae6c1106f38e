import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments } from '../../src/cli/parse-arguments.ts';

const takes = {
  name: 'run',
  positionals: { label: '[stage…]', min: 0, max: 2 },
  options: {
    set: { type: 'string', multiple: true, label: '<a.b=value>', summary: '' },
    jobs: { type: 'string', label: '<number>', summary: '' },
    force: { type: 'boolean', summary: '' },
  },
} as const;

test('flags stand before, between and after positionals', () => {
  const expected = { positionals: ['a', 'b'], flags: { force: true, jobs: '2' }, problems: [] };
  assert.equal(parseArguments(['--force', '--jobs', '2', 'a', 'b'], takes), expected);
  assert.equal(parseArguments(['a', '--force', 'b', '--jobs=2'], takes), expected);
});

test('a repeatable flag gathers its values, with = inside them', () => {
  const { flags } = parseArguments(['--set', 'params.a=1', '--set=params.b=x=y', '--set', 'c=-1'], takes);
  assert.equal(flags, { set: ['params.a=1', 'params.b=x=y', 'c=-1'] });
});

test('after -- everything is positional', () => {
  assert.equal(parseArguments(['--', '--force', '-x'], takes).positionals, ['--force', '-x']);
});

test('an empty value and a negative number are values', () => {
  assert.equal(parseArguments(['--jobs=', 'a'], takes).flags, { jobs: '' });
  assert.equal(parseArguments(['--jobs', '-1'], takes).flags, { jobs: '-1' });
});

test('-h and --help ask for help, whatever else is missing', () => {
  const needs = { ...takes, positionals: { label: '<id>', min: 1, max: 1 } };
  assert.equal(parseArguments(['-h'], needs), { positionals: [], flags: { help: true }, problems: [] });
  assert.equal(parseArguments(['--help'], needs).problems, []);
});

test('each misuse is a problem of its kind', () => {
  const kinds = (...args: string[]) => parseArguments(args, takes).problems;
  assert.equal(kinds('--jbos', '2'), [
    { kind: 'unknown-flag', command: 'run', given: '--jbos', near: '--jobs' },
  ]);
  assert.equal(kinds('-f'), [{ kind: 'unknown-flag', command: 'run', given: '-f', near: null }]);
  assert.equal(kinds('--jobs'), [
    { kind: 'missing-flag-value', command: 'run', flag: 'jobs', label: '<number>' },
  ]);
  assert.equal(
    kinds('--jobs', '--force').map(({ kind }) => kind),
    ['missing-flag-value'],
  );
  assert.equal(kinds('--force=yes'), [{ kind: 'unwanted-flag-value', command: 'run', flag: 'force' }]);
  assert.equal(kinds('--jobs=1', '--jobs=2'), [{ kind: 'repeated-flag', command: 'run', flag: 'jobs' }]);
  assert.equal(kinds('a', 'b', 'c'), [{ kind: 'extra-argument', command: 'run', given: 'c' }]);
  assert.equal(kinds('--constructor'), [
    { kind: 'unknown-flag', command: 'run', given: '--constructor', near: null },
  ]);
});

test('a missing positional is named as help names it', () => {
  const needs = { ...takes, positionals: { label: '<id> <id>…', min: 2, max: 9 } };
  assert.equal(parseArguments(['x'], needs).problems, [
    { kind: 'missing-argument', command: 'run', label: '<id> <id>…' },
  ]);
});

test('every argument is a positional, a flag, a value or a problem, and nothing throws', () => {
  const arg = fc.oneof(
    fc.string(),
    fc.constantFrom('--set', '--jobs', '--force', '--jobs=3', '--', '-', '-1', 'a'),
  );
  fc.assert(
    fc.property(fc.array(arg, { maxLength: 6 }), (args) => {
      const { positionals, flags, problems } = parseArguments(args, takes);
      const used = positionals.length + Object.keys(flags).length + problems.length;
      return args.length === 0 || used > 0 || args[0] === '--';
    }),
  );
});

test.run();
