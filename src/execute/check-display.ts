import { inspect } from 'node:util';
import type { Display } from '../model/display.ts';
import { checkChart } from './check-chart.ts';

/** Throws where a display is not what a page can show: a view's own mistake, told where it makes it. */
export function checkDisplay(display: unknown): asserts display is Display {
  const { kind, ...parts } = (display ?? {}) as Readonly<Record<string, unknown>>;
  const wanted = typeof kind === 'string' && Object.hasOwn(partsOf, kind) ? partsOf[kind] : undefined;
  if (wanted === undefined) {
    throw new Error(`a display of kind ${shown(kind)}: the kinds are ${Object.keys(partsOf).join(', ')}`);
  }
  for (const [name, part] of Object.entries(wanted)) {
    if (!part.fits(parts[name])) throw new Error(`${kind}: ${name} is ${shown(parts[name])}; ${part.words}`);
  }
  JSON.stringify(display, (key, value: unknown) => {
    if (typeof value === 'bigint') throw new Error(`${kind}: ${key} is ${value}n; a page holds no bigint`);
    return value;
  });
  const whole = display as Display;
  if (whole.kind === 'chart') checkChart(whole);
}

interface Part {
  fits(value: unknown): boolean;
  readonly words: string;
}

const text: Part = { fits: (value) => typeof value === 'string', words: 'it has to be a text' };
const optionalText: Part = { fits: (value) => value === undefined || text.fits(value), words: text.words };
const columns: Part = {
  fits: (value) => Array.isArray(value) && value.every(isColumn),
  words: 'it has to be a list of columns, each { name, values }',
};
const object: Part = {
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  words: 'it has to be an object',
};
const mediaType: Part = {
  fits: (value) => ['image/png', 'image/jpeg', 'image/svg+xml'].includes(value as string),
  words: 'it has to be image/png, image/jpeg or image/svg+xml',
};

const partsOf: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  chart: { title: text, description: text, spec: object, data: columns },
  table: { title: text, description: optionalText, columns },
  markdown: { text },
  image: { title: text, description: text, mediaType, base64: text },
};

function isColumn(value: unknown): boolean {
  const { name, values } = (value ?? {}) as { name?: unknown; values?: unknown };
  return typeof name === 'string' && Array.isArray(values);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1 }).slice(0, 200);
}
