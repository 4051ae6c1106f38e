import type { Problem } from '../model/problem.ts';
import { type RunFacts, runDocument } from '../project/run-document.ts';
import { runText } from '../words/run-text.ts';
import type { Style } from '../words/style.ts';
import type { CommandAnswer } from './command.ts';

/** What a run says at its end: one JSON document, or a few lines. */
export function runAnswer(facts: RunFacts, style: Style): CommandAnswer {
  const { end, frozen, models } = facts;
  const viewFailures = [...end.shown].flatMap(([stage, { failure }]) =>
    failure === null || failure.kind === 'cancelled' ? [] : [{ stage, failure }],
  );
  const isBad = end.state === 'failed' || frozen.length + viewFailures.length + end.notCheckedOut.length > 0;
  const exitCode = end.state === 'interrupted' ? 130 : isBad ? 1 : models.refusal === null ? 0 : 7;
  const problems: readonly Problem[] =
    models.refusal === null ? [] : [{ kind: 'model-refused', refusal: models.refusal }];
  const text = runText({ ...facts, ...end, viewFailures, models: models.registered }, style);
  return { exitCode, json: runDocument(facts), text, problems };
}
