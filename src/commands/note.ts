import { changeAnnotations } from '../experiment/query/change-annotations.ts';
import { refreshPages } from '../project/refresh-pages.ts';
import { type Command, refused, stringFlag } from './command.ts';

export const noteCommand: Command = {
  name: 'note',
  summary: 'write a note on an experiment, or its name and hypothesis',
  positionals: { label: '<id> [text]', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    name: {
      type: 'string',
      label: '<text>',
      summary: 'name the experiment; an empty text takes the name away',
    },
    hypothesis: {
      type: 'string',
      label: '<text>',
      summary: 'say what it was to show; an empty text takes it away',
    },
  },
  description: `Notes are kept with their time in experiments/<id>/annotations.json, beside the record, which is never edited.

  labbook note calm-otter "the forest collapses below 200 rows"
  labbook note latest --name "wider window" --hypothesis "14 days smooth out the noise"`,

  async run(input, context) {
    const [given = '', ...words] = input.positionals;
    const text = words.join(' ').trim();
    const name = stringFlag(input, 'name');
    const hypothesis = stringFlag(input, 'hypothesis');
    if (text === '' && name === null && hypothesis === null)
      return refused([{ kind: 'nothing-to-note' }], nothingNoted);
    const changed = await changeAnnotations(context.root, {
      given,
      signal: context.signal,
      change: ({ annotations }) => ({
        ...annotations,
        ...(name === null ? {} : { name: textOrNull(name) }),
        ...(hypothesis === null ? {} : { hypothesis: textOrNull(hypothesis) }),
        notes:
          text === '' ? annotations.notes : [...annotations.notes, { at: new Date().toISOString(), text }],
      }),
    });
    if (!changed.ok) return refused(changed.error, nothingNoted);
    const { record, annotations } = changed.value;
    await refreshPages(context.root, record.id);
    return {
      exitCode: 0,
      json: {
        schema: 'labbook.note/1',
        experiment: record.id,
        name: record.name,
        hypothesis: record.hypothesis,
        notes: annotations.notes,
      },
      text: `${record.id}: written`,
    };
  },
};

const nothingNoted = { schema: 'labbook.note/1', experiment: null };

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
