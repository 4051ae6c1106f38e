import type { CheckSummary } from '../../model/check-summary.ts';
import { gateName, gateRemarks, gateSentence, gateStateWords } from '../../words/gate-words.ts';

/** JUnit's XML: a test case a gate; what cannot be told is skipped unless `isStrict`. */
export function checkJunit(
  { report, pipeline, spans }: CheckSummary,
  { isStrict }: { isStrict: boolean },
): string {
  const isFailure = (state: string) =>
    state === 'failed' || state === 'not-comparable' || (isStrict && state === 'cannot-tell');
  const failures = report.verdicts.filter(({ state }) => isFailure(state)).length;
  const skipped = report.verdicts.filter(({ state }) => state === 'cannot-tell' && !isFailure(state)).length;
  const cases = report.verdicts.map((verdict) => {
    const { state, at } = verdict;
    const message = attribute(`${gateStateWords[state]}: ${gateSentence(verdict)}`);
    const span = spans[at];
    const place = span === undefined ? '' : ` file="${attribute(span.file)}" line="${span.line}"`;
    const open = `    <testcase classname="gates" name="${attribute(gateName(verdict))}" time="0"${place}>`;
    const remarks = text([gateSentence(verdict), ...gateRemarks(verdict)].join('\n'));
    if (isFailure(state)) {
      return `${open}\n      <failure type="${state}" message="${message}">${remarks}</failure>\n    </testcase>`;
    }
    if (state === 'cannot-tell') return `${open}\n      <skipped message="${message}"/>\n    </testcase>`;
    return `${open}\n      <system-out>${remarks}</system-out>\n    </testcase>`;
  });
  const counts = `tests="${report.verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="labbook check" ${counts}>`,
    `  <testsuite name="${attribute(pipeline)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function text(value: string): string {
  return [...value.replace(/[&<>]/g, (character) => entities[character] ?? character)].filter(isXml).join('');
}

function attribute(value: string): string {
  return text(value)
    .replaceAll('"', '&quot;')
    .replace(/[\r\n\t]/g, ' ');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML 1.0 has no other control characters, not even written as entities. */
function isXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20
    ? code !== 0xfffe && code !== 0xffff && (code < 0xd800 || code > 0xdfff)
    : [9, 10, 13].includes(code);
}
