import type { Progress } from '../model/stage.ts';

const pattern = /^progress (\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?(?:\s+(.*))?$/;

/**
 * What a program says of its progress in a line of stdout, such as `progress 3/10 epoch loss=0.41`: done, total, a
 * unit, values by name, and whatever else as a message. Null for any other line.
 */
export function progressOfLine(line: string): Progress | null {
  const [, done, total, rest = ''] = pattern.exec(line.trimEnd()) ?? [];
  if (done === undefined) return null;
  const values: Record<string, number> = {};
  const words: string[] = [];
  for (const word of rest.split(/\s+/).filter((one) => one !== '')) {
    const [, name, value] = /^([A-Za-z][\w.-]*)=(.+)$/.exec(word) ?? [];
    if (name !== undefined && Number.isFinite(Number(value))) values[name] = Number(value);
    else words.push(word);
  }
  const [unit, ...message] = words;
  return {
    done: Number(done),
    ...(total === undefined ? {} : { total: Number(total) }),
    ...(unit === undefined ? {} : { unit }),
    ...(message.length === 0 ? {} : { message: message.join(' ') }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
  };
}
