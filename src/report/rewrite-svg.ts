import { chartFont } from './chart-config.ts';
import { nameHidden } from './html.ts';

/**
 * Vega's SVG made fit for a page: only drawing elements and attributes go in (nothing that links, loads or
 * runs), ids get a prefix that is the chart's own, coordinates are cut to 1/100 pixel, and what draws
 * nothing is left out. Throws where the SVG holds an element that is not known to be harmless.
 */
export function rewriteSvg(svg: string, options: { readonly idPrefix: string }): string {
  const root = parse(svg);
  const ids = new Map<string, string>();
  const renamed = (id: string) => {
    const known = ids.get(id) ?? `${options.idPrefix}${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  return nameHidden(root.children.map((child) => write(child, renamed)).join(''));
}

interface Element {
  readonly tag: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: (Element | string)[];
}

function parse(svg: string): Element {
  const root: Element = { tag: '', attributes: [], children: [] };
  const open = [root];
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)|(<)/gy;
  for (const [, closing, tag, attributeText = '', selfClosing, text, stray] of svg.matchAll(token)) {
    const parent = open.at(-1) ?? root;
    if (stray !== undefined) throw new Error('the SVG of a chart is not well-formed');
    if (text !== undefined) parent.children.push(text);
    else if (closing === '/') open.pop();
    else if (tag !== undefined) {
      const attributes = [...attributeText.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value] as const,
      );
      const element: Element = { tag, attributes, children: [] };
      parent.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
  }
  return root;
}

function write(node: Element | string, renamed: (id: string) => string): string {
  if (typeof node === 'string') return node;
  if (!elements.has(node.tag)) throw new Error(`the SVG of a chart holds <${node.tag}>`);
  if (drawsNothing(node)) return '';
  const attributes = node.attributes.flatMap(([name, value]) => {
    if (!kept.has(name) || isDefault(name, value)) return [];
    return [` ${name}="${rewriteValue(name, value, renamed)}"`];
  });
  const inside = node.children.map((child) => write(child, renamed)).join('');
  if (node.tag === 'g' && (inside === '' || attributes.length === 0)) return inside;
  const start = `<${node.tag}${attributes.join('')}`;
  return inside === '' ? `${start}/>` : `${start}>${inside}</${node.tag}>`;
}

function drawsNothing(node: Element): boolean {
  const attributes = new Map(node.attributes);
  if (attributes.get('display') === 'none') return true;
  if (node.tag !== 'path') return false;
  if ((attributes.get('d') ?? '') === '') return true;
  const isFrame = /^(background|foreground)$/.test(attributes.get('class') ?? '');
  return isFrame && !attributes.has('fill') && !attributes.has('stroke');
}

function isDefault(name: string, value: string): boolean {
  return (
    (name === 'opacity' && value === '1') ||
    (name === 'transform' && value === 'translate(0,0)') ||
    (name === 'font-family' && value === chartFont) ||
    (name === 'text-anchor' && value === 'start')
  );
}

function rewriteValue(name: string, value: string, renamed: (id: string) => string): string {
  if (name === 'id') return renamed(value);
  const reference = /^url\(#([\w-]+)\)$/.exec(value);
  if (reference) return `url(#${renamed(reference[1] ?? '')})`;
  if (paints.has(name) && !plainColor.test(value)) return 'none';
  if (name === 'clip-path') return 'none';
  return name === 'd' || name === 'transform' || geometry.has(name) ? cutDecimals(value) : value;
}

function cutDecimals(value: string): string {
  return value.replace(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => {
    const cut = String(Number(Number(number).toFixed(2)));
    return cut === '-0' ? '0' : cut;
  });
}

const elements = new Set(
  'svg g path line rect circle ellipse polygon polyline text tspan defs clipPath linearGradient radialGradient stop'.split(
    ' ',
  ),
);

const paints = new Set(['fill', 'stroke', 'stop-color']);

/** A colour by name, by digits or by a function of colours; `url(…)` is none, in any spelling. */
const plainColor =
  /^(?:#[0-9a-f]+|[a-z]+|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|var)\([\w\s.,%+/#-]*\))$/i;

const geometry = new Set('x y x1 y1 x2 y2 cx cy r rx ry fx fy width height'.split(' '));

const kept = new Set([
  ...geometry,
  ...'id d transform viewBox points offset clip-path gradientUnits gradientTransform spreadMethod'.split(' '),
  ...'fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset'.split(' '),
  ...'stroke-linecap stroke-linejoin stroke-miterlimit opacity stop-color stop-opacity'.split(' '),
  ...'text-anchor font-family font-size font-weight font-style dominant-baseline dx dy'.split(' '),
]);
