import { moveAlias } from '../../registry/move-alias.ts';
import { isAliasName } from '../../registry/read-log.ts';
import { registryFolder } from '../../registry/registry-folder.ts';
import { aliasText } from '../../words/model-text.ts';
import { stringFlag } from '../command.ts';
import { type ModelsDeed, refuseModels, refuseRequest } from './models-deed.ts';

export const aliasModel: ModelsDeed = {
  takes: [2, 2, '<model> <alias>'],

  async run([given = '', alias = ''], input, { root, signal }) {
    const reason = stringFlag(input, 'reason')?.trim() ?? '';
    if (reason === '') return refuseRequest({ fault: 'no-reason' });
    if (!isAliasName(alias)) return refuseRequest({ fault: 'bad-alias', given: alias });
    const effects = { signal, now: () => new Date() };
    const moved = await moveAlias(registryFolder(root), { given, alias, reason, ...effects });
    if (!moved.ok) return refuseModels([{ kind: 'model-refused', refusal: moved.error }]);
    return {
      exitCode: 0,
      json: { schema: 'labbook.models-alias/1', ...moved.value, reason },
      text: aliasText(moved.value),
    };
  },
};
