import type { ModelRequest } from '../model/model-request.ts';
import { list } from './counted.ts';
import { formatSeconds } from './format-value.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';
import { printableText } from './terminal-text.ts';

/** Why `labbook models`, `labbook keygen` or `labbook predict` cannot do what it was asked for. */
export function describeModelRequest(request: ModelRequest): Words {
  switch (request.fault) {
    case 'unknown-deed':
      return {
        title: `labbook models cannot "${abbreviated(request.given)}"`,
        remark: didYouMean(request.near),
        help: `It can ${list(request.known)}.`,
      };
    case 'no-reason':
      return {
        title: 'an alias moves for a reason, which the log keeps',
        help: 'Give it: --reason "gate passed"',
      };
    case 'bad-alias':
      return {
        title: `${JSON.stringify(abbreviated(request.given))} cannot be an alias`,
        help: 'An alias begins with a letter and holds letters, digits, - and _: production',
      };
    case 'no-key':
      return {
        title: `${request.file} holds no ECDSA P-256 private key`,
        help: 'Make one with: labbook keygen',
      };
    case 'bad-key-name':
      return {
        title: `${JSON.stringify(abbreviated(request.given))} cannot be the name of a key`,
        help: 'It becomes a file name: letters, digits, dots, - and _.',
      };
    case 'key-exists':
      return {
        title: `${request.file} is there already`,
        help: 'A key is never written over: give another name.',
      };
    case 'no-model':
      return {
        title: 'no model is named',
        help: 'Name one: --model ensemble. Those there are: labbook models',
      };
    case 'no-input':
      return { title: 'there are no rows to answer', help: 'Give them: --input rows.csv, or - for a pipe.' };
    case 'bad-output':
      return {
        title: `answers cannot be written to ${printableText(request.file)}`,
        help: `Its ending says how: ${list(request.endings)}.`,
      };
    case 'rows-unreadable':
      return { title: `${printableText(request.file)} cannot be read`, help: printableText(request.detail) };
    case 'no-rows':
      return { title: `${printableText(request.file)} holds no row to answer` };
    case 'rows-unusable':
      return { title: 'the rows cannot be answered', help: printableText(request.detail) };
    case 'no-time':
      return {
        title:
          request.column === null
            ? 'the model does not say which column holds the time of a row'
            : `the rows have no column "${printableText(request.column)}", which holds their time`,
        help: 'It is named in pipeline.yaml: predict.time of the model.',
      };
    case 'stale-rows':
      return {
        title: `the newest row is of ${request.newest}, which is too old`,
        help: `At most ${formatSeconds(request.maxAgeMs / 1000)} are allowed: predict.maxAge of the model, or --max-age.`,
      };
  }
}
