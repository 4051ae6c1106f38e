import type { Answering } from './decode-model.ts';

/**
 * The mean of members' probabilities, added in their order. Throws where they do not answer the same classes.
 * Features are those of the first member, then what others read beyond them.
 */
export function averageMembers(members: readonly Answering[]): Answering {
  const classes = members[0]?.classes ?? [];
  for (const member of members) {
    if (member.classes.join('\n') !== classes.join('\n')) {
      throw new Error(
        `its members answer other classes: ${classes.join(', ')} and ${member.classes.join(', ')}`,
      );
    }
  }
  return {
    features: [...new Set(members.flatMap(({ features }) => features))],
    classes,
    async predictProba(rows) {
      const answers = await Promise.all(members.map((member) => member.predictProba(rows)));
      return Object.fromEntries(classes.map((name) => [name, meanOf(answers.map((answer) => answer[name]))]));
    },
  };
}

function meanOf(columns: readonly (Float64Array | undefined)[]): Float64Array {
  return Float64Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => {
    let sum = 0;
    for (const column of columns) sum += column?.[row] ?? Number.NaN;
    return sum / columns.length;
  });
}
