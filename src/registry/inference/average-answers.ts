import type { Columns } from '../../learn/columns.ts';
import type { AnsweringMember, LostMember, RowAnswers, RowFlags } from '../../model/prediction.ts';
import type { Answering } from '../decode-model.ts';

/** A member that answers rows of features. */
export interface AskedMember extends AnsweringMember {
  readonly answering: Answering;
}

/**
 * The mean of the probabilities of those members that answer, added in their order; rows with a missing feature get
 * none. One that throws is left out of all rows of the call, and named. Rejects where every one throws.
 */
export async function averageAnswers(
  asked: readonly { readonly member: AskedMember; readonly rows: Columns }[],
  to: {
    readonly classes: readonly string[];
    readonly flags: ReadonlyMap<number, RowFlags>;
    readonly rows: number;
    readonly lost: readonly LostMember[];
  },
): Promise<RowAnswers> {
  const { classes, flags, rows, lost } = to;
  const ends = await Promise.allSettled(
    asked.map(({ member, rows: own }) => member.answering.predictProba(own)),
  );
  const answers = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const degraded = [...lost, ...ends.flatMap((end, i) => thrown(end, asked[i]?.member))];
  if (answers.length === 0) throw (ends[0] as PromiseRejectedResult).reason;
  const isAnswered = Uint8Array.from({ length: rows }, (_, row) => (flags.get(row)?.missing.length ? 0 : 1));
  const columns = classes.map((name) =>
    Float64Array.from({ length: rows }, (_, row) => {
      if (isAnswered[row] === 0) return Number.NaN;
      let sum = 0;
      for (const answer of answers) sum += answer[name]?.[row] ?? Number.NaN;
      return sum / answers.length;
    }),
  );
  const predicted = Array.from({ length: rows }, (_, row) => {
    if (isAnswered[row] === 0) return null;
    let best = 0;
    for (let c = 1; c < columns.length; c++) {
      if ((columns[c]?.[row] ?? 0) > (columns[best]?.[row] ?? 0)) best = c;
    }
    return classes[best] ?? null;
  });
  const probabilities = Object.fromEntries(
    classes.map((name, c) => [name, columns[c] ?? new Float64Array(rows)]),
  );
  return { classes, predicted, probabilities, flags, degraded };
}

function thrown(end: PromiseSettledResult<unknown>, member: AskedMember | undefined): readonly LostMember[] {
  if (end.status === 'fulfilled' || member === undefined) return [];
  const message = end.reason instanceof Error ? end.reason.message : String(end.reason);
  return [{ name: member.name, version: member.version, why: { kind: 'threw', message } }];
}
