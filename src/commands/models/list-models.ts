import { aliasesOf, signingOf, versionsIn } from '../../registry/find-version.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { registryFolder } from '../../registry/registry-folder.ts';
import { type ListedVersion, versionsTable } from '../../words/model-text.ts';
import { type ModelsDeed, refuseModels } from './models-deed.ts';

/** All versions, a model's newest first. */
export const listModels: ModelsDeed = {
  takes: [0, 1, '[model]'],

  async run([only], _input, { root, style }) {
    const log = await openRegistry(registryFolder(root));
    if (!log.ok) return refuseModels([{ kind: 'model-refused', refusal: log.error }]);
    const entries = log.value;
    const names = [...new Set(versionsIn(entries).map(({ model }) => model))];
    if (only !== undefined && !names.includes(only)) {
      return refuseModels([
        { kind: 'model-refused', refusal: { kind: 'no-such-model', given: only, known: names } },
      ]);
    }
    const versions = names
      .filter((name) => only === undefined || name === only)
      .flatMap((name) => {
        const aliases = [...aliasesOf(entries, name)];
        const own = versionsIn(entries).filter(({ model }) => model === name);
        return own.reverse().map(
          ({ model, version, digest, at, experiment }): ListedVersion => ({
            model,
            version,
            digest,
            at,
            experiment,
            aliases: aliases.filter(([, target]) => target === version).map(([alias]) => alias),
            isSigned: signingOf(entries, { model, version }) !== null,
          }),
        );
      });
    return {
      exitCode: 0,
      json: { schema: 'labbook.models/1', versions },
      text: versionsTable(versions, style),
    };
  },
};
