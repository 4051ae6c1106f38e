import type { ModelRefusal } from '../model/model-refusal.ts';
import type { Words } from './problem-words.ts';

/** Why a model is refused, in words. */
export function describeRefusal(refusal: ModelRefusal): Words {
  switch (refusal.kind) {
    case 'no-such-model':
      return {
        title: `no model "${refusal.given}"`,
        help:
          refusal.known.length === 0
            ? 'None is registered yet: declare it under models: in pipeline.yaml, and run.'
            : `Models: ${refusal.known.join(', ')}`,
      };
    case 'no-such-version':
      return {
        title: `the model ${refusal.model} has no version or alias "${refusal.given}"`,
        help: `Versions: ${refusal.known.slice(-12).join(', ')}`,
      };
    case 'ambiguous-model':
      return {
        title: `"${refusal.given}" fits ${refusal.matches.length} models`,
        help: `Name one: ${refusal.matches.join(', ')}`,
      };
    case 'log-unreadable':
      return { title: `${refusal.file} cannot be read: ${refusal.detail}`, help: restoreLog };
    case 'log-edited':
      return {
        title: `${refusal.file} was edited: entry ${refusal.seq} is not what was written`,
        help: restoreLog,
      };
    case 'log-rewritten':
      return {
        title: `${refusal.file} was rewritten: its entry ${refusal.seq} is not the one that was seen here`,
        help: acceptLog,
      };
    case 'log-cut':
      return {
        title: `${refusal.file} was cut off: it has ${refusal.entries} entries, and entry ${refusal.seq} was seen here`,
        help: acceptLog,
      };
    case 'not-in-log':
      return {
        title: `ml-models/${refusal.model}/${refusal.version} is not in ${refusal.file}`,
        help: 'Either the log was cut off (bring it back from git or a backup), or the folder was put there: remove it.',
      };
    case 'model-file-missing':
      return { title: `${refusal.model}: ${refusal.file} is missing`, help: restoreFile };
    case 'model-file-changed':
      return {
        title: `${refusal.model}: ${refusal.file} was changed`,
        help: `Its digest is ${refusal.found}; registered was ${refusal.expected}.\n${restoreFile}`,
      };
    case 'model-file-odd':
      return {
        title: `${refusal.model}: ${refusal.file} is not a plain file that can be read`,
        help: restoreFile,
      };
    case 'model-file-extra':
      return {
        title: `${refusal.model}: ${refusal.file} was not registered with it`,
        help: 'A version holds what was registered, and nothing else: remove the file.',
      };
    case 'unsigned':
      return {
        title: `${refusal.model} is not signed, and pipeline.yaml has registry.signatures: required`,
        help: `Sign it: labbook models sign ${refusal.model.replace(' ', '@')}`,
      };
    case 'signature-unreadable':
      return {
        title: `${refusal.model}: ${refusal.file} is no signature: ${refusal.detail}`,
        help: restoreFile,
      };
    case 'signature-untrusted':
      return {
        title: `${refusal.model}: ${refusal.file} was signed by a key that is not trusted, ${refusal.key.slice(0, 16)}`,
        help:
          refusal.trusted.length === 0
            ? 'No key is trusted here: put its .pub file into the folder registry.trustedKeys, if you know whose it is.'
            : `Trusted: ${refusal.trusted.map((key) => key.slice(0, 16)).join(', ')}`,
      };
    case 'signature-wrong':
      return {
        title: `${refusal.model}: ${refusal.file} does not hold: its key did not sign its content`,
        help: restoreFile,
      };
    case 'signature-of-another':
      return {
        title: `${refusal.model}: ${refusal.file} was signed for something else: ${refusal.detail}`,
        help: restoreFile,
      };
    case 'policy-unreadable':
      return {
        title: `${refusal.file} does not say which signatures are asked for: ${refusal.detail}`,
        help: 'Mend it, or give loadModel a policy.',
      };
    case 'model-unusable':
      return { title: `${refusal.model}: ${refusal.file} cannot be used: ${refusal.detail}` };
    default: {
      const rest: never = refusal;
      return rest;
    }
  }
}

const restoreLog = 'Bring it back from git or a backup: it is only ever added to, and never by hand.';
const acceptLog = `${restoreLog}\nIf you know why, and it is right as it stands: labbook models verify --accept-log`;
const restoreFile =
  'Bring it back from a backup, or remove the version and make it again from its experiment.';
