import { shortDigest } from '../base/digest.ts';
import type { ReproducedStage, Reproduction } from '../model/reproduction.ts';
import { describeReason } from './describe-reason.ts';
import { describeFailure } from './failure-lines.ts';
import {
  differenceWords,
  takenSentence,
  timeWords,
  verdictSentence,
  verdictWords,
} from './reproduction-words.ts';
import type { Style } from './style.ts';
import { printableText } from './terminal-text.ts';

/** What a reproduction came to, in a few lines: the verdict, each output, where it begins to differ. */
export function reproductionText(
  reproduction: Reproduction,
  { style, page }: { readonly style: Style; readonly page: string },
): string {
  const { verdict, first, stages, experiment } = reproduction;
  const isGood = verdict === 'identical' || (verdict === 'equivalent' && reproduction.isEquivalenceEnough);
  const paint = isGood ? style.green : style.red;
  const lines = [`${style.bold(paint(verdictWords[verdict]))}  ${verdictSentence(reproduction)}`];
  if (first !== null)
    lines.push(`  the first that differs is ${style.bold(`${first.stage}.${first.output}`)}`);
  const outputs = stages.flatMap((stage) => stage.outputs.map((output) => ({ stage: stage.id, output })));
  const told = outputs.filter(({ output }) => output.made !== null);
  const width = Math.max(0, ...told.map(({ stage, output }) => stage.length + output.name.length + 1));
  for (const { stage, output } of told) {
    const name = `${stage}.${output.name}`.padEnd(width);
    lines.push(`  ${printableText(name)}  ${style.dim(shortDigest(output.recorded))}  ${output.verdict}`);
    if (output.difference !== null) lines.push(`    ${printableText(differenceWords(output.difference))}`);
  }
  lines.push(...stages.flatMap(stageLines));
  const taken = takenSentence(reproduction);
  if (taken !== null) lines.push(style.dim(`  ${taken}`));
  lines.push(
    `  experiment   ${style.bold(experiment)}`,
    `  certificate  ${page}`,
    style.dim(`  ${timeWords(reproduction)}`),
  );
  return lines.join('\n');
}

/** What of a stage was not as recorded; nothing for one that only follows from others. */
function stageLines({ id, reasons, metrics, failure }: ReproducedStage): readonly string[] {
  const own = reasons.filter(({ kind }) => kind !== 'input');
  return [
    ...own.map((reason) => `  ${id}: ${printableText(describeReason(reason))}`),
    ...metrics.map(
      ({ name, recorded, made }) => `  ${id}: metric ${printableText(name)} ${recorded} → ${made ?? 'none'}`,
    ),
    ...(failure === null ? [] : [`  ${id} failed: ${describeFailure(failure, { stage: id, root: '' })}`]),
  ];
}
