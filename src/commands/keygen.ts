import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { registryPolicy } from '../registry/registry-policy.ts';
import { makeSigningKey } from '../registry/signing/signing-key.ts';
import { keyText } from '../words/model-text.ts';
import { type Command, type CommandContext, stringFlag } from './command.ts';
import { refuseModels, refuseRequest } from './models/models-deed.ts';

export const keygenCommand: Command = {
  name: 'keygen',
  summary: 'make a key to sign models with, and trust it in this project',
  positionals: { label: '[name]', min: 0, max: 1 },
  options: {
    out: { type: 'string', label: '<file>', summary: 'where the private key is written' },
  },
  description: `Makes an ECDSA P-256 key pair. The private key goes to ~/.config/labbook/<name>.key, outside the project; the public key to <name>.pub in the project's folder of trusted keys (registry.trustedKeys of pipeline.yaml, by default trusted-keys). The name is "signing" where none is given.

  labbook keygen
  labbook keygen release --out /media/stick/release.key`,

  async run(input, context) {
    const [name = 'signing'] = input.positionals;
    if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) {
      return refuseRequest({ fault: 'bad-key-name', given: name });
    }
    const by = await registryPolicy(context.root, {});
    if (!by.ok) return refuseModels([{ kind: 'model-refused', refusal: by.error }]);
    const privateFile = stringFlag(input, 'out') ?? signingKeyFile(context.env, name);
    const publicFile = join(by.value.keysFolder, `${name}.pub`);
    const made = await makeSigningKey({ privateFile, publicFile });
    if ('taken' in made) return refuseRequest({ fault: 'key-exists', file: made.taken });
    const told = { privateFile, publicFile: relative(context.root, publicFile), key: made.key };
    return { exitCode: 0, json: { schema: 'labbook.keygen/1', ...told }, text: keyText(told) };
  },
};

/** Where a private key is kept, by its name: with its owner's settings, outside every project. */
export function signingKeyFile(env: CommandContext['env'], name: string): string {
  const config = env.XDG_CONFIG_HOME ?? join(env.HOME ?? homedir(), '.config');
  return join(config, 'labbook', `${name}.key`);
}
