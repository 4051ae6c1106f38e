import { type Columns, rowCount } from '../../learn/columns.ts';
import type { FeatureProfile, ModelInference } from '../../model/model-manifest.ts';
import type { AnsweringMember, LostMember, RowAnswers } from '../../model/prediction.ts';
import { numericFeature } from '../numeric-feature.ts';
import type { RegistryFolder } from '../registry-folder.ts';
import { noInference, type VerifiedModel } from '../verify-model.ts';
import { type AskedMember, averageAnswers } from './average-answers.ts';
import { fillNeutral } from './fill-neutral.ts';
import { flagRows } from './flag-rows.ts';
import { loadTransforms, type Transform, transformRows } from './transform-rows.ts';
import { unreadColumns } from './unread-columns.ts';

/** A verified model, or what is left of one, that answers rows as it was evaluated. */
export interface Predictor {
  readonly classes: readonly string[];
  readonly features: readonly string[];
  /** Of each feature, what the training rows held; null where that is not known. */
  readonly profile: Readonly<Record<string, FeatureProfile>> | null;
  /** Those that are there, in the order of the sum. */
  readonly members: readonly AnsweringMember[];
  /** Those that were lost before any row came. */
  readonly lost: readonly LostMember[];
  /** Brings rows to features. Rejects with what a transform threw, and naming a column that is missing. */
  prepare(rows: Columns): Promise<PreparedRows>;
}

export interface PreparedRows {
  readonly rows: number;
  readonly features: Columns;
  /** Columns that were given and that nothing read. */
  readonly unread: readonly string[];
  /** Answers of the rows from `from` to before `to`. Rejects where no member answers. */
  answer(from: number, to: number): Promise<RowAnswers>;
}

interface Member extends AskedMember {
  readonly way: Way;
}

/** What rows go through before members that were trained behind the same code. */
interface Way {
  readonly inference: ModelInference;
  readonly transforms: readonly Transform[];
}

/**
 * Makes a predictor of a model that was verified. `given` says whether rows come as the first transform takes them,
 * or as features already. Rejects where a transform's code does not load.
 */
export async function openPredictor(
  verified: VerifiedModel,
  { folder, given }: { readonly folder: RegistryFolder; readonly given: 'rows' | 'features' },
): Promise<Predictor> {
  const parts = verified.manifest.kind === 'ensemble' ? verified.members : [verified];
  const ways = new Map<string, Way>();
  const members: Member[] = [];
  for (const { manifest, answering } of parts) {
    if (answering === null) continue;
    const inference = manifest.predict ?? noInference;
    const key = given === 'features' ? '' : wayKey(inference);
    const way = ways.get(key) ?? (await openWay(key === '' ? noInference : inference, { manifest, folder }));
    ways.set(key, way);
    const { name, version, digest } = manifest;
    members.push({ name, version, digest, answering, way });
  }
  const [first] = members;
  if (first === undefined) throw new Error('labbook cannot read its files');
  const { classes } = first.answering;
  const features = [...new Set(members.flatMap(({ answering }) => answering.features))];
  const profile = mergedProfile(parts.map(({ manifest }) => manifest.predict?.profile ?? null));
  const { lost } = verified;
  return {
    classes,
    features,
    profile,
    members: members.map(({ name, version, digest }) => ({ name, version, digest })),
    lost,
    async prepare(rows) {
      const count = rowCount(rows);
      const filled = new Map<string, Uint8Array>();
      const unread: ReadonlySet<string>[] = [];
      const tables = new Map<Way, Columns>();
      for (const way of ways.values()) {
        const own = fillNeutral(rows, way.inference.neutral);
        for (const [name, where] of own.filled) filled.set(name, where);
        const watched = unreadColumns(own.rows);
        const { transforms } = way;
        const table = await transformRows(watched.rows, { transforms, count });
        const reads = members.filter((member) => member.way === way);
        const wanted = reads.flatMap(({ answering }) => answering.features);
        tables.set(way, Object.fromEntries(wanted.map((name) => [name, numericFeature(table, name)])));
        unread.push(new Set(watched.unread()));
      }
      const table: Columns = Object.assign({}, ...tables.values());
      return {
        rows: count,
        features: table,
        unread: Object.keys(rows).filter((name) => unread.every((each) => each.has(name))),
        async answer(from, to) {
          const cut = (columns: Columns) =>
            Object.fromEntries(
              Object.entries(columns).map(([name, values]) => [name, values.slice(from, to)]),
            );
          const here = new Map([...filled].map(([name, where]) => [name, where.subarray(from, to)]));
          const flags = flagRows(cut(table), { features, profile, filled: here, rows: to - from });
          const asked = members.map((member) => ({ member, rows: cut(tables.get(member.way) ?? {}) }));
          return await averageAnswers(asked, { classes, flags, rows: to - from, lost });
        },
      };
    },
  };
}

async function openWay(
  inference: ModelInference,
  { manifest, folder }: { readonly manifest: VerifiedModel['manifest']; readonly folder: RegistryFolder },
): Promise<Way> {
  const transforms = inference === noInference ? [] : await loadTransforms(manifest, folder);
  return { inference, transforms };
}

/** Two members of one key take their rows through the same code; empty where rows are features as they are. */
function wayKey({ transforms, neutral }: ModelInference): string {
  if (transforms.length === 0 && Object.keys(neutral).length === 0) return '';
  return JSON.stringify([transforms.map(({ code, params }) => [code, params]), neutral]);
}

function mergedProfile(profiles: readonly ModelInference['profile'][]): ModelInference['profile'] {
  return profiles.some((each) => each === null) ? null : Object.assign({}, ...profiles);
}
