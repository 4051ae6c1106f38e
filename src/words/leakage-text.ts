import type { LeakageCheck, ProbeCheck } from '../model/leakage-check.ts';
import { inflect, list } from './counted.ts';
import { formatNumber } from './format-value.ts';
import { instantWords, leakageDetail, leakageName, leakagePlaces, leftWords } from './leakage-words.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';

/** What a probe came to, for a terminal: the verdict, what was changed, what stayed, what did not. */
export function probeText(
  check: ProbeCheck,
  { style, experiment }: { readonly style: Style; readonly experiment: string },
): string {
  const what =
    check.kind === 'future' ? `after ${instantWords(check.atMs)}` : `of the test part's ${check.column}`;
  const verdict = {
    passed: style.green('no leak'),
    failed: style.red('leakage'),
    unknown: style.yellow('cannot tell'),
  }[check.state];
  const sentence = {
    passed: `Nothing ${what} changes what was known.`,
    failed: `What was known changes with what is ${what}: ${inflect(check.findings.length, 'place')}.`,
    unknown: `Not all could be looked at.`,
  }[check.state];
  const stages = [...new Set(check.judged.map(({ stage }) => stage))];
  const lines = [`${style.bold(verdict)}  ${sentence}`];
  for (const place of leakagePlaces(check)) lines.push(style.red(`  ${printableText(place)}`));
  for (const { name, rows, changed } of check.sources) {
    lines.push(
      `  changed     ${formatNumber(changed)} of ${formatNumber(rows)} rows of ${printableText(name)}`,
    );
  }
  for (const { stage, output, rows } of check.judged) {
    const isClean = !check.findings.some((one) => one.stage === stage && one.output === output);
    if (isClean)
      lines.push(`  stayed      ${stage}.${output}${rows === null ? '' : `, ${inflect(rows, 'row')}`}`);
  }
  for (const left of check.left) lines.push(style.dim(`  not judged  ${printableText(leftWords(left))}`));
  lines.push(
    `  experiment  ${style.bold(experiment)}${stages.length === 0 ? '' : `; made again: ${list(stages)}`}`,
  );
  return lines.join('\n');
}

/** What a run proved, for its last lines: in full where something leaks or cannot be told. */
export function checkLines(checks: readonly LeakageCheck[], style: Style): readonly string[] {
  const open = checks.filter(({ state }) => state !== 'passed');
  if (checks.length === 0) return [];
  if (open.length === 0) return [`  leakage     none found by ${inflect(checks.length, 'check')}`];
  return open.flatMap((check) => {
    const paint = check.state === 'failed' ? style.red : style.yellow;
    const word = check.state === 'failed' ? 'found' : 'cannot be told';
    return [
      paint(`  leakage     ${word}: ${printableText(`${leakageName(check)}: ${leakageDetail(check)}`)}`),
      ...leakagePlaces(check).map((place) => paint(`    ${printableText(place)}`)),
    ];
  });
}
