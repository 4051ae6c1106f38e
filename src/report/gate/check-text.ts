import type { CheckSummary } from '../../model/check-summary.ts';
import type { GateState } from '../../model/gate-report.ts';
import {
  gateName,
  gateRemarks,
  gateSentence,
  gateStateWords,
  looksSentence,
  reportSentence,
} from '../../words/gate-words.ts';

export interface CheckStyle {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** A verdict a gate, for a terminal. */
export function checkText(summary: CheckSummary, style: CheckStyle): string {
  const { report, baseline, experiment } = summary;
  const paint: Readonly<Record<GateState, (text: string) => string>> = {
    passed: style.green,
    failed: style.red,
    'cannot-tell': style.yellow,
    'not-comparable': style.yellow,
  };
  const against = baseline === null ? 'no accepted baseline' : `against ${baseline.experiment}`;
  const lines = [
    `${paint[report.state](style.bold(reportSentence(report)))}  ${style.dim(`${experiment} ${against}`)}`,
  ];
  for (const verdict of report.verdicts) {
    const state = gateStateWords[verdict.state].padEnd(11);
    lines.push(
      `  ${paint[verdict.state](state)}  ${style.bold(gateName(verdict))}  ${gateSentence(verdict)}`,
    );
    for (const remark of gateRemarks(verdict)) lines.push(style.dim(`               ${remark}`));
  }
  const looks = looksSentence(summary.looks);
  if (looks !== null) lines.push(style.dim(`  ${looks}`));
  if (summary.bisect !== null) lines.push(`  next: ${summary.bisect}`);
  return lines.join('\n');
}
