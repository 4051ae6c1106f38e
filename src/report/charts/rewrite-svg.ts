import { nameHidden } from '../../words/hidden-characters.ts';
import { chartFont } from './chart-config.ts';

/**
 * Vega's SVG made fit for a page: only drawing elements and attributes go in (nothing that links, loads or
 * runs), ids get a prefix that is the chart's own, coordinates are cut to 1/100 pixel (in paths 1/10), and
 * what draws nothing is left out. Throws where the SVG holds an element that is not known to be harmless.
 */
export function rewriteSvg(svg: string, options: { readonly idPrefix: string }): string {
  const root = parse(svg);
  const ids = new Map<string, string>();
  const renamed = (id: string) => {
    const known = ids.get(id) ?? `${options.idPrefix}${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  const written = root.children.flatMap((child) => rewrite(child, renamed));
  return nameHidden(written.map(write).join(''));
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

/** An element as it will be written. */
interface Written {
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: readonly (Written | string)[];
}

function rewrite(node: Element | string, renamed: (id: string) => string): readonly (Written | string)[] {
  if (typeof node === 'string') return [node];
  if (!elements.has(node.tag)) throw new Error(`the SVG of a chart holds <${node.tag}>`);
  if (drawsNothing(node)) return [];
  const attributes = new Map(
    node.attributes
      .filter(([name, value]) => kept.has(name) && !isDefault(name, value))
      .map(([name, value]) => [name, rewriteValue(name, value, renamed)] as const),
  );
  const children = node.children.flatMap((child) => rewrite(child, renamed));
  if (node.tag === 'g') {
    if (children.length === 0) return [];
    liftShared(attributes, children);
    if (attributes.size === 0) return children;
  }
  return [{ tag: node.tag, attributes, children }];
}

/** Moves what all children of a group have in common, and would inherit, to the group. */
function liftShared(group: Map<string, string>, children: readonly (Written | string)[]): void {
  const [first, ...rest] = children;
  if (typeof first !== 'object' || rest.length === 0) return;
  for (const [name, value] of [...first.attributes]) {
    if (!inherited.has(name)) continue;
    if (!rest.every((child) => typeof child === 'object' && child.attributes.get(name) === value)) continue;
    group.set(name, value);
    for (const child of children) if (typeof child === 'object') child.attributes.delete(name);
  }
}

function write(node: Written | string): string {
  if (typeof node === 'string') return node;
  const attributes = [...node.attributes].map(([name, value]) => ` ${name}="${value}"`).join('');
  const start = `<${node.tag}${attributes}`;
  return node.children.length === 0
    ? `${start}/>`
    : `${start}>${node.children.map(write).join('')}</${node.tag}>`;
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
  if (name === 'd') return cutDecimals(value, 1);
  return name === 'transform' || geometry.has(name) ? cutDecimals(value, 2) : value;
}

function cutDecimals(value: string, digits: number): string {
  return value.replace(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => {
    const cut = String(Number(Number(number).toFixed(digits)));
    return cut === '-0' ? '0' : cut;
  });
}

const elements = new Set(
  'svg g path line rect circle ellipse polygon polyline text tspan defs clipPath linearGradient radialGradient stop'.split(
    ' ',
  ),
);

const inherited = new Set(
  'fill stroke stroke-width stroke-dasharray font-family font-size font-weight font-style text-anchor'.split(
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
