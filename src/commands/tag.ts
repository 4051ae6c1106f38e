import { changeAnnotations } from '../experiment/query/change-annotations.ts';
import { refreshPages } from '../project/refresh-pages.ts';
import { type Command, hasFlag, refused } from './command.ts';

export const tagCommand: Command = {
  name: 'tag',
  summary: 'add tags to an experiment, or take them away',
  positionals: { label: '<id> <tag>…', min: 2, max: Number.POSITIVE_INFINITY },
  options: { remove: { type: 'boolean', summary: 'take the tags away' } },
  description: `Tags are words to find an experiment by; they stand in experiments/<id>/annotations.json, beside the record, which is never edited.

  labbook tag calm-otter paper best-so-far
  labbook tag latest paper --remove
  labbook list --where "list_contains(tags, 'paper')"`,

  async run(input, context) {
    const [given = '', ...tags] = input.positionals;
    const unfit = tags.filter((tag) => !isTag(tag));
    if (unfit.length > 0) {
      return refused(
        unfit.map((tag) => ({ kind: 'bad-tag', given: tag })),
        nothingTagged,
      );
    }
    const isRemoved = hasFlag(input, 'remove');
    const changed = await changeAnnotations(context.root, {
      given,
      signal: context.signal,
      change: ({ record, annotations }) => ({
        ...annotations,
        tags: isRemoved
          ? record.tags.filter((tag) => !tags.includes(tag))
          : [...record.tags, ...tags.filter(isNew(record.tags))],
      }),
    });
    if (!changed.ok) return refused(changed.error, nothingTagged);
    const { record } = changed.value;
    await refreshPages(context.root, record.id);
    return {
      exitCode: 0,
      json: { schema: 'labbook.tag/1', experiment: record.id, tags: record.tags },
      text: `${record.id}: ${record.tags.length === 0 ? 'no tags' : record.tags.join(' ')}`,
    };
  },
};

/** Whether a word can be a tag: no white space, nothing that does not show, at most 64 characters. */
export function isTag(text: string): boolean {
  return /^[^\s\p{C}]{1,64}$/u.test(text);
}

function isNew(known: readonly string[]): (tag: string, index: number, all: readonly string[]) => boolean {
  return (tag, index, all) => !known.includes(tag) && all.indexOf(tag) === index;
}

const nothingTagged = { schema: 'labbook.tag/1', experiment: null };
