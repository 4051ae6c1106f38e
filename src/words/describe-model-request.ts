import type { ModelRequest } from '../model/model-request.ts';
import { list } from './counted.ts';
import { abbreviated, didYouMean, type Words } from './problem-words.ts';

/** Why `labbook models` or `labbook keygen` cannot do what it was asked for. */
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
  }
}
