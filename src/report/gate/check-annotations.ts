import { createHash } from 'node:crypto';
import type { CheckSummary } from '../../model/check-summary.ts';
import type { GateState, GateVerdict } from '../../model/gate-report.ts';
import { gateName, gateRemarks, gateSentence } from '../../words/gate-words.ts';

/** GitHub's workflow commands: an annotation on the line of pipeline.yaml for each gate that did not pass. */
export function githubAnnotations(summary: CheckSummary): readonly string[] {
  return told(summary).map(({ verdict, line, file }) => {
    const level = isError(verdict.state) ? 'error' : 'warning';
    const place = `file=${property(file)},line=${line},title=${property(gateName(verdict))}`;
    return `::${level} ${place}::${message(words(verdict))}`;
  });
}

/** GitLab's code-quality report: an issue for each gate that did not pass. */
export function gitlabCodeQuality(summary: CheckSummary): string {
  const issues = told(summary).map(({ verdict, line, file }) => ({
    description: `${gateName(verdict)}: ${words(verdict)}`,
    check_name: `labbook.${verdict.check}`,
    // The same gate is the same issue from run to run, whatever its numbers.
    fingerprint: createHash('sha256').update(`${verdict.at}\n${verdict.check}`).digest('hex'),
    severity: isError(verdict.state) ? 'major' : 'minor',
    location: { path: file, lines: { begin: line } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function told({ report, spans }: CheckSummary) {
  return report.verdicts
    .filter(
      ({ state, facts }) => state !== 'passed' || (facts.kind === 'margin' && facts.powerAtMargin < 0.5),
    )
    .map((verdict) => ({
      verdict,
      line: spans[verdict.at]?.line ?? 1,
      file: spans[verdict.at]?.file ?? 'pipeline.yaml',
    }));
}

function isError(state: GateState): boolean {
  return state === 'failed' || state === 'not-comparable';
}

function words(verdict: GateVerdict): string {
  return [gateSentence(verdict), ...gateRemarks(verdict)].join('; ');
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
