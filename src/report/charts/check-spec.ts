import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/**
 * What keeps a Vega-Lite spec from being drawn on a page that asks nothing of the network and runs nothing:
 * a sentence, or null where it may be drawn. Values of inline data are not looked at; they are only data.
 */
export function checkSpec(spec: JsonObject): string | null {
  return checkNode(spec, '');
}

const marks = new Set(
  'arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail'.split(
    ' ',
  ),
);

function checkNode(node: Json, path: string): string | null {
  if (Array.isArray(node)) return firstOf(node.map((item, index) => [item, `${path}[${index}]`] as const));
  if (typeof node === 'string') return isText.test(path) ? null : checkText(node, path);
  if (!isJsonObject(node)) return null;
  const refusal = refusals.find((rule) => rule.applies(node, path));
  if (refusal) return `${path === '' ? 'The spec' : `\`${path}\``} ${refusal.why}`;
  return firstOf(
    Object.entries(node)
      .filter(([key]) => key !== 'values' && key !== 'datasets')
      .map(([key, value]) => [value, path === '' ? key : `${path}.${key}`] as const),
  );
}

function checkText(text: string, path: string): string | null {
  if (/url\s*\(/i.test(text)) {
    return `\`${path}\` is \`${text}\`: a report loads nothing, so that a colour cannot be an address.`;
  }
  if (/\bsequence\s*\(/.test(text)) {
    return `\`${path}\` calls \`sequence\`, which has no end that a page could rely on. Give the values as data.`;
  }
  if (/\bnow\s*\(\s*\)/.test(text)) {
    return `\`${path}\` asks for the present time, and the same record must give the same page. Put the time into the data.`;
  }
  return null;
}

/** Members that hold words for people. */
const isText = /(^|[.\]])(title|subtitle|text|description|name|field|as)(\[\d+\])?$/;

function firstOf(children: readonly (readonly [Json, string])[]): string | null {
  for (const [child, path] of children) {
    const problem = checkNode(child, path);
    if (problem !== null) return problem;
  }
  return null;
}

/** More values than this are not made for a chart, whatever would be drawn of them. */
const mostMade = 50_000;
/** Members that say how many values Vega makes by itself. */
const counts = ['steps', 'minsteps', 'maxsteps', 'tickCount', 'maxbins', 'count'];
/** Of these a year has more than a page could show. */
const shortTimes = ['millisecond', 'second', 'minute'];

const refusals: readonly {
  applies(node: JsonObject, path: string): boolean;
  readonly why: string;
}[] = [
  {
    applies: (node, path) => /(^|\.)(data|from)$/.test(path) && 'url' in node,
    why: 'has a `url`: a report loads nothing. Give the data as `values`.',
  },
  {
    applies: (node) => 'href' in node,
    why: 'has `href`: a chart of a report has no links. Put the link in markdown beside it.',
  },
  {
    applies: (node, path) => /(^|\.)(encoding|mark)$/.test(path) && 'url' in node,
    why: 'has `url`: a chart of a report draws no images. Use the image display for one.',
  },
  {
    applies: (node) => typeof markOf(node) === 'string' && !marks.has(markOf(node) as string),
    why: `has a mark that Vega-Lite does not know; it knows ${[...marks].join(', ')}.`,
  },
  {
    applies: (node) => markOf(node) === 'image',
    why: 'draws image marks, which a report does not. Use the image display for an image.',
  },
  {
    applies: (node) => node.type === 'geoshape' && 'url' in node,
    why: 'loads a map, which a report does not. Give the shapes as `values`.',
  },
  {
    applies: (node) =>
      [node.sequence, node.keyvals].some((made) => isJsonObject(made) && stepsIn(made) > mostMade),
    why: `makes more than ${mostMade} values: a chart of a page shows 5,000 marks.`,
  },
  {
    applies: (node) => counts.some((name) => Number(node[name]) > mostMade),
    why: `asks for more than ${mostMade} steps or ticks: a chart of a page shows 5,000 marks.`,
  },
  {
    applies: (node) => 'quantile' in node && !atLeast(node.step, 1 / mostMade),
    why: `makes more than ${mostMade} values: a chart of a page shows 5,000 marks.`,
  },
  {
    applies: ({ bin }) => isJsonObject(bin ?? null) && !atLeast((bin as JsonObject).base, 1.5),
    why: 'has bins of a `base` below 1.5, by which their width is not found in bounded time.',
  },
  {
    applies: (node) => 'regression' in node && !atMost(node.order, 20),
    why: 'fits a polynomial of an order above 20.',
  },
  {
    applies: (node) => 'graticule' in node && node.graticule !== true,
    why: 'draws a graticule of its own steps, which a report does not.',
  },
  {
    applies: ({ tickCount }) =>
      shortTimes.includes(
        String(isJsonObject(tickCount ?? null) ? (tickCount as JsonObject).interval : tickCount),
      ),
    why: 'asks for ticks closer than an hour: there may be millions. Give those that you want as `values`.',
  },
];

const atMost = (value: Json | undefined, limit: number) => value === undefined || Number(value) <= limit;
const atLeast = (value: Json | undefined, limit: number) => value === undefined || Number(value) >= limit;

function stepsIn({ start = 0, stop, step = 1 }: JsonObject): number {
  const count = (Number(stop) - Number(start)) / Number(step);
  return Number.isFinite(count) ? count : Number.POSITIVE_INFINITY;
}

function markOf(node: JsonObject): Json {
  const mark = node.mark ?? null;
  return isJsonObject(mark) ? (mark.type ?? null) : mark;
}
