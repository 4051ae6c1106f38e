import { type Digest, shortDigest } from '../base/digest.ts';
import type { Json } from '../base/json.ts';
import type { Reason } from '../model/reason.ts';

/** Why a stage ran, or did not, in a few words. */
export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case 'first-run':
      return 'first run';
    case 'same-recipe':
      return 'nothing changed';
    case 'result-missing':
      return 'its result is not in the store';
    case 'result-damaged':
      return `stored output ${reason.output} was damaged`;
    case 'forced':
      return 'forced';
    case 'code':
      return `${reason.file}: ${reason.name} ${reason.change}`;
    case 'code-scheme':
      return `code bundle: ${reason.before} → ${reason.after}`;
    case 'package':
      return `${reason.name} ${reason.before ?? 'absent'} → ${reason.after ?? 'absent'}`;
    case 'param':
      return `params.${reason.name} ${valueText(reason.before)} → ${valueText(reason.after)}`;
    case 'input':
      return `input ${reason.from} ${digestText(reason.before)} → ${digestText(reason.after)}`;
    case 'output':
      return `output ${reason.name} ${reason.before ?? 'absent'} → ${reason.after ?? 'absent'}`;
    case 'seed':
      return `seed ${reason.before} → ${reason.after}`;
    case 'env':
      return `environment ${reason.name} ${reason.change}`;
    case 'runtime':
      return `${reason.name} ${reason.before} → ${reason.after}`;
    case 'input-moved':
      return `input ${reason.name} changed while it ran`;
    case 'waiting':
      return `waits for ${reason.stages.join(', ')}`;
    case 'upstream-failed':
      return `${reason.stages.join(', ')} did not succeed`;
    case 'not-selected':
      return 'not asked for';
    case 'refresh':
      return `${reason.policy}: ${reason.detail}`;
  }
}

function valueText(value: Json | null): string {
  return value === null ? 'unset' : JSON.stringify(value);
}

function digestText(digest: Digest | null): string {
  return digest === null ? 'absent' : shortDigest(digest);
}
