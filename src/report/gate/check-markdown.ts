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

/** A comment takes 65,536 characters and a step summary a mebibyte: what fits the smaller fits both. */
const maxCharacters = 60_000;
/** By this line a comment is found again, so that it stays one comment. */
const commentMark = '<!-- labbook check -->';

const marks: Readonly<Record<GateState, string>> = {
  passed: '✅',
  failed: '❌',
  'cannot-tell': '❔',
  'not-comparable': '⚠️',
};

/** The check as markdown for a step summary or a comment; gates that would not fit are counted instead. */
export function checkMarkdown(summary: CheckSummary): string {
  const { report, baseline, experiment } = summary;
  const against = baseline === null ? 'no accepted baseline' : `the baseline \`${baseline.experiment}\``;
  const head = [
    commentMark,
    `### ${marks[report.state]} ${cell(summary.pipeline)}: ${reportSentence(report)}`,
    '',
    `\`${experiment}\` against ${against}.`,
    '',
    '| | gate | found |',
    '|---|---|---|',
  ];
  const rows = report.verdicts.map((verdict) => {
    const found = [gateSentence(verdict), ...gateRemarks(verdict)].map(cell).join('<br>');
    return `| ${marks[verdict.state]} ${gateStateWords[verdict.state]} | ${cell(gateName(verdict))} | ${found} |`;
  });
  const looks = looksSentence(summary.looks);
  const tail = [
    ...(looks === null ? [] : ['', `${cell(looks)}.`]),
    ...(summary.bisect === null ? [] : ['', `To find the cause: \`${summary.bisect}\``]),
  ];
  let length = [...head, ...tail].join('\n').length + 100;
  const kept = rows.filter((row) => {
    length += row.length + 1;
    return length < maxCharacters;
  });
  const left = rows.length - kept.length;
  return `${[...head, ...kept, ...(left === 0 ? [] : [`| | and ${left} more | |`]), ...tail].join('\n')}\n`;
}

/** Text that cannot end the cell, start markup or an HTML tag, nor mention a person. */
function cell(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]|<>]/g, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b');
}
