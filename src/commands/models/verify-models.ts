import type { ModelRefusal } from '../../model/model-refusal.ts';
import type { Problem } from '../../model/problem.ts';
import { acceptLog } from '../../registry/change-registry.ts';
import { findVersion, versionsIn } from '../../registry/find-version.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { registryFolder, versionTitle } from '../../registry/registry-folder.ts';
import { registryPolicy } from '../../registry/registry-policy.ts';
import { verifyModel } from '../../registry/verify-model.ts';
import { verifiedText } from '../../words/model-text.ts';
import { hasFlag } from '../command.ts';
import { type ModelsDeed, refuseModels } from './models-deed.ts';

/** Every version, or one, held against the log, its digests and its signature. */
export const verifyModels: ModelsDeed = {
  takes: [0, 1, '[model]'],

  async run([given], input, { root, signal }) {
    const folder = registryFolder(root);
    const refused = (refusal: ModelRefusal) => refuseModels([{ kind: 'model-refused', refusal }]);
    if (hasFlag(input, 'accept-log')) await acceptLog(folder, signal);
    const by = await registryPolicy(root, {});
    if (!by.ok) return refused(by.error);
    const log = await openRegistry(folder);
    if (!log.ok) return refused(log.error);
    const named = given === undefined ? null : findVersion(log.value, given);
    if (named !== null && !named.ok) return refused(named.error);
    const versions = named === null ? versionsIn(log.value) : [named.value];
    const checked: { title: string; signedBy: string | null; isGood: boolean }[] = [];
    const problems: Problem[] = [];
    for (const version of versions) {
      const verified = await verifyModel(version, { folder, entries: log.value, ...by.value });
      const signedBy = verified.ok ? verified.value.signedBy : null;
      checked.push({ title: versionTitle(version), signedBy, isGood: verified.ok });
      if (!verified.ok) problems.push({ kind: 'model-refused', refusal: verified.error });
    }
    return {
      exitCode: problems.length === 0 ? 0 : 7,
      json: { schema: 'labbook.models-verified/1', policy: by.value.policy, checked, problems },
      text: verifiedText(checked),
      problems,
    };
  },
};
