import type {
  LeakageCheck,
  LeakageFinding,
  LeftOut,
  ProbeCheck,
  SourceChange,
  SplitCheck,
} from '../model/leakage-check.ts';
import { inflect, list } from './counted.ts';
import { formatNumber } from './format-value.ts';
import { differenceWords } from './reproduction-words.ts';

/** What was to be proved. */
export function leakageName(check: LeakageCheck): string {
  switch (check.kind) {
    case 'future':
      return 'Nothing after a day changes what was known by then';
    case 'groups':
      return `Nothing of the test part's ${check.column} changes what was known of the others`;
    case 'split':
      return `No row that is tested on was learnt from (${check.stage})`;
  }
}

/** What came of it, in one or two sentences. */
export function leakageDetail(check: LeakageCheck): string {
  return check.kind === 'split' ? splitDetail(check) : probeDetail(check);
}

function splitDetail({ train, test, gapDays, inBoth, predicted }: SplitCheck): string {
  if (train + test === 0) return 'its table cannot be read as a split';
  const rows = `${formatNumber(train)} rows to train on, ${formatNumber(test)} to test on`;
  const gap =
    gapDays === null
      ? 'no table says how far labels look ahead'
      : gapDays > 0
        ? `at least ${formatNumber(gapDays)} ${gapDays === 1 ? 'day' : 'days'} between them`
        : `labels of an earlier part reach ${formatNumber(-gapDays)} ${gapDays === -1 ? 'day' : 'days'} into a later one`;
  const shared = inBoth === null ? [] : [`${inBoth} is in two parts`];
  const outside =
    predicted === null || predicted.outside === 0
      ? []
      : [
          `${formatNumber(predicted.outside)} of ${formatNumber(predicted.rows)} rows that ${predicted.stage} is scored on were trained on`,
        ];
  return `Read from the tables themselves: ${[rows, gap, ...shared, ...outside].join('; ')}`;
}

function probeDetail(check: ProbeCheck): string {
  const changed = check.sources.reduce((sum, one) => sum + one.changed, 0);
  const what =
    check.kind === 'future' ? `after ${instantWords(check.atMs)}` : `of the test part's ${check.column}`;
  const left = check.left.map(leftWords);
  if (check.findings.length > 0) {
    return `what was known changes with what is ${what}, in ${inflect(check.findings.length, 'place')}`;
  }
  const rows = check.judged.reduce((sum, one) => sum + (one.rows ?? 0), 0);
  const files = check.judged.filter((one) => one.rows === null).length;
  const stayed = `${formatNumber(rows)} rows${files === 0 ? '' : ` and ${inflect(files, 'file')}`} of ${list(check.judged.map(({ stage, output }) => `${stage}.${output}`))}`;
  const said =
    check.judged.length === 0
      ? []
      : [
          `${formatNumber(changed)} source rows ${what} were changed, and left out: ${stayed} stayed the same`,
        ];
  return [...said, ...left].join('; ');
}

/** Each place where a leak shows, in pipeline order, as far as one can take them in. */
export function leakagePlaces(check: LeakageCheck): readonly string[] {
  if (check.kind === 'split') return [];
  const told = check.findings.slice(0, mostPlaces).map((finding) => findingWords(finding, check.kind));
  const more = check.findings.length - told.length;
  return more > 0 ? [...told, `and ${inflect(more, 'more place')}`] : told;
}

const mostPlaces = 12;

const causes: Readonly<Record<ProbeCheck['kind'], Readonly<Record<SourceChange, string>>>> = {
  future: { values: 'once later rows have other values', rows: 'once there are no later rows' },
  groups: {
    values: "once the test part's rows have other values",
    rows: "once the test part's rows are left out",
  },
};

/** Where a leak shows, in one sentence without a stop. */
function findingWords(finding: LeakageFinding, kind: ProbeCheck['kind']): string {
  const at = `${finding.stage}.${finding.output}`;
  if (finding.kind === 'in-both') return `${at}: ${finding.group} is in ${finding.parts.join(' and in ')}`;
  const cause = causes[kind][finding.change];
  switch (finding.kind) {
    case 'value': {
      const { column, row, recorded, made, count, rows, isBareLabel } = finding;
      const of = `${formatNumber(count)} of ${formatNumber(rows)} known rows`;
      const hint = isBareLabel
        ? '; if it is a label, write how far it looks ahead as a column t1 beside it'
        : '';
      return `${at}: column ${column} changes in ${of} ${cause}, first at ${plainDays(row)}: ${shown(recorded)} → ${shown(made)}${hint}`;
    }
    case 'row':
      return `${at}: ${inflect(finding.count, 'row')} ${finding.isLost ? 'went' : 'came'} ${cause}, first ${plainDays(finding.row)}`;
    case 'file':
      return `${at} changes ${cause}: ${differenceWords(finding.difference)}`;
    case 'columns':
      return `${at} has other columns ${cause}`;
  }
}

/** What was not looked at, and why. */
export function leftWords({ name, why, detail }: LeftOut): string {
  switch (why) {
    case 'no-time':
      return name === '' ? 'no source has a column that says when' : `${name} has no column that says when`;
    case 'no-group':
      return `${name} does not have the column`;
    case 'no-split':
      return name === ''
        ? 'no output has a column part that says what is tested on'
        : `${name} was not looked at: no table says which rows it was fitted on`;
    case 'not-by-time':
      return `${name} was not looked at: it may know rows after that day, which are trained on`;
    case 'split-moved':
      return `${name} was not looked at: other rows are trained on once some are changed`;
    case 'failed':
      return `${name} could not be made from other rows${detail === undefined ? '' : `: ${detail}`}`;
    case 'not-kept':
      return `${name} is not in the store any more`;
    case 'not-same':
      return `${name} comes out different from the same inputs, too, so that nothing can be told of it`;
    case 'models':
      return `${name} makes or uses models, and was not made again`;
    case 'no-effect':
      return 'nothing that was changed reaches any output, so that nothing was proved';
  }
}

/** Of what a stage reports of its own split, and no table shows. */
export function unreadWords(detail: string): string {
  return `the stage reports so, and no table with a column part shows it: ${detail}`;
}

export function instantWords(ms: number | null): string {
  if (ms === null) return 'the part that is known';
  return new Date(ms)
    .toISOString()
    .replace('T00:00:00.000Z', '')
    .replace('T23:59:59.999Z', '')
    .replace('.000Z', 'Z');
}

/** A day at midnight is that day. */
function plainDays(row: string): string {
  return row.replace(/ 00:00:00(\+00)?(?=,|$)/g, '');
}

function shown(value: string | null): string {
  return value === null ? 'nothing' : value;
}
