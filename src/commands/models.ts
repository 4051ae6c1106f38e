import { nearName } from '../config/near-name.ts';
import type { Command } from './command.ts';
import { type ModelsDeed, refuseModels, refuseRequest } from './models/models-deed.ts';

/** Each deed of `labbook models`, by its name; loaded when it is asked for. */
const deeds: Readonly<Record<string, () => Promise<ModelsDeed>>> = {
  list: async () => (await import('./models/list-models.ts')).listModels,
  show: async () => (await import('./models/show-model.ts')).showModel,
  diff: async () => (await import('./models/diff-versions.ts')).diffVersions,
  alias: async () => (await import('./models/alias-model.ts')).aliasModel,
  verify: async () => (await import('./models/verify-models.ts')).verifyModels,
  sign: async () => (await import('./models/sign-version.ts')).signVersion,
};

export const modelsCommand: Command = {
  name: 'models',
  summary: 'list registered models; show, compare, alias, verify or sign one',
  positionals: { label: '[list | show | diff | alias | verify | sign] [model…]', min: 0, max: 3 },
  options: {
    reason: { type: 'string', label: '<text>', summary: 'why an alias moves; it is kept in the log' },
    key: { type: 'string', label: '<file>', summary: 'the private key to sign with' },
    'accept-log': {
      type: 'boolean',
      summary: 'take versions.json as it stands, though it was cut or rewritten',
    },
  },
  description: `A model is named forest (its latest version), forest@1.0.2, forest@production, or by its digest or the beginning of that.

  labbook models
  labbook models show forest
  labbook models diff forest@1.0.0 forest@1.0.1
  labbook models alias forest@1.0.1 production --reason "gate passed on all folds"
  labbook models verify
  labbook models sign ensemble --key ~/.config/labbook/signing.key

Verify checks the log, every file of every version (or of one), and signatures as registry.signatures of pipeline.yaml asks; it exits with 7 where anything is not what was registered. Without --key, sign takes LABBOOK_SIGNING_KEY, or the key that \`labbook keygen\` made.`,

  async run(input, context) {
    const [name = 'list', ...args] = input.positionals;
    const load = Object.hasOwn(deeds, name) ? deeds[name] : undefined;
    if (load === undefined) {
      const known = Object.keys(deeds);
      return refuseRequest({ fault: 'unknown-deed', given: name, near: nearName(name, known), known });
    }
    const deed = await load();
    const [min, max, label] = deed.takes;
    if (args.length < min) {
      return refuseModels([{ kind: 'missing-argument', command: `models ${name}`, label }]);
    }
    const tooMany = args[max];
    if (tooMany !== undefined) {
      return refuseModels([{ kind: 'extra-argument', command: `models ${name}`, given: tooMany }]);
    }
    return await deed.run(args, input, context);
  },
};
