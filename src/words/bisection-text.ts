import type { Bisection, FixedDifference, Probe, RecipeDifference } from '../model/bisection.ts';
import type { RunsDifference } from '../model/gate-report.ts';
import { deltaText, intervalText } from './comparison-words.ts';
import { inflect, list } from './counted.ts';
import { formatSeconds, formatValue } from './format-value.ts';

/** `params.window 7 → 14`, `stages/train.ts:12 (fit)`, `seed 42 → 43`. */
export function recipeDifferenceWords(difference: RecipeDifference): string {
  switch (difference.kind) {
    case 'param':
      return `${difference.name} ${formatValue(difference.before)} → ${formatValue(difference.after)}`;
    case 'code': {
      const { path, line, declaration } = difference;
      return `${path}:${line}${declaration === null ? '' : ` (${declaration})`}`;
    }
    case 'file':
      return `${difference.path} ${difference.change}`;
    case 'data':
      return `the data that ${difference.stage} gives`;
    case 'seed':
      return `seed ${difference.before} → ${difference.after}`;
    case 'wiring':
      return `how pipeline.yaml wires ${list(difference.stages)}`;
  }
}

function fixedDifferenceWords({ name, before, after }: FixedDifference): string {
  return `${name} ${before ?? 'absent'} → ${after ?? 'absent'}`;
}

/** What was found, in one sentence without a stop. */
export function bisectionSentence(bisection: Bisection): string {
  const { differences, causes, explained, total, nothing, metric, failing } = bisection;
  switch (nothing) {
    case 'no-drop':
      return `${metric} is not worse: ${deltaText(total.estimate)}`;
    case 'no-difference':
      return 'nothing that can be switched here differs between the two recipes';
    case 'not-remade':
      return 'with everything switched the metric is not as bad: what differs elsewhere must be the cause';
    case null: {
      const names = list(causes.map((i) => recipeDifferenceWords(differences[i] as RecipeDifference)));
      if (failing !== null)
        return `${names} ${causes.length === 1 ? 'makes' : 'together make'} ${failing} fail`;
      const verb = causes.length === 1 ? 'explains' : 'together explain';
      return `${names} ${verb} ${deltaText(explained?.estimate ?? null)} of ${deltaText(total.estimate)} in ${metric}`;
    }
  }
}

/** Everything worth knowing beside it, a line each. */
export function bisectionRemarks(bisection: Bisection): readonly string[] {
  const { differences, causes, areInseparable, fixed, probes, seconds } = bisection;
  const others = differences.filter((_, i) => !causes.includes(i)).map(recipeDifferenceWords);
  return [
    ...(areInseparable ? ['these cannot be parted: one without the other does not run'] : []),
    ...(causes.length > 0 && others.length > 0 ? [`not needed for it: ${list(others)}`] : []),
    ...(fixed.length === 0
      ? []
      : [`not switched, as installed now: ${list(fixed.map(fixedDifferenceWords))}`]),
    ...(probes.length === 0 ? [] : [`${inflect(probes.length, 'probe')} in ${formatSeconds(seconds)}`]),
  ];
}

/** `bad  −0.031 (−0.05 … −0.01)  params.window 7 → 14`. */
export function probeWords(
  probe: Probe,
  differences: readonly RecipeDifference[],
): {
  readonly state: string;
  readonly found: string;
  readonly switched: string;
} {
  const words = { good: 'good', bad: 'bad', broken: 'does not run' }[probe.state];
  const isAll = probe.switched.length === differences.length && differences.length > 1;
  return {
    state: probe.state === 'broken' || probe.isSettled ? words : `${words}, by the nearer`,
    found: probe.difference === null ? '–' : differenceText(probe.difference),
    switched: isAll
      ? 'everything'
      : list(probe.switched.map((i) => recipeDifferenceWords(differences[i] as RecipeDifference))),
  };
}

function differenceText({ estimate, low, high }: RunsDifference): string {
  return `${deltaText(estimate)} (${intervalText({ low, high })})`;
}
