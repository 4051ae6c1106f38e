import { resolve } from 'node:path';
import { registryFolder } from '../../registry/registry-folder.ts';
import { signModel } from '../../registry/sign-model.ts';
import { readSigningKey } from '../../registry/signing/signing-key.ts';
import { stringFlag } from '../command.ts';
import { signingKeyFile } from '../keygen.ts';
import { type ModelsDeed, refuseModels, refuseRequest } from './models-deed.ts';

export const signVersion: ModelsDeed = {
  takes: [1, 1, '<model>'],

  async run([given = ''], input, { root, env, signal }) {
    const file = resolve(
      stringFlag(input, 'key') ?? env.LABBOOK_SIGNING_KEY ?? signingKeyFile(env, 'signing'),
    );
    const privateKey = await readSigningKey(file);
    if (privateKey === null) return refuseRequest({ fault: 'no-key', file });
    const effects = { signal, now: () => new Date() };
    const signed = await signModel(registryFolder(root), { given, privateKey, ...effects });
    if (!signed.ok) return refuseModels([{ kind: 'model-refused', refusal: signed.error }]);
    return {
      exitCode: 0,
      json: { schema: 'labbook.models-signed/1', signed: signed.value },
      text: signed.value.map((title) => `signed ${title}`).join('\n'),
    };
  },
};
