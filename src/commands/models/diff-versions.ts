import { diffModels } from '../../registry/diff-models.ts';
import { differencesText } from '../../words/model-text.ts';
import { type ModelsDeed, refuseModels } from './models-deed.ts';
import { readVersion } from './show-model.ts';

export const diffVersions: ModelsDeed = {
  takes: [2, 2, '<model> <model>'],

  async run([first = '', second = ''], _input, { root, style }) {
    const [a, b] = [await readVersion(root, first), await readVersion(root, second)];
    if (!a.ok) return refuseModels([{ kind: 'model-refused', refusal: a.error }]);
    if (!b.ok) return refuseModels([{ kind: 'model-refused', refusal: b.error }]);
    const manifests = [a.value.manifest, b.value.manifest] as const;
    const differences = diffModels(...manifests);
    const title = ({ name, version }: (typeof manifests)[number]) => `${name}@${version}`;
    const titles = [title(manifests[0]), title(manifests[1])] as const;
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.models-diff/1',
        models: titles,
        isSameModel: manifests[0].digest === manifests[1].digest,
        differences,
      },
      text: differencesText(differences, { titles, style }),
    };
  },
};
