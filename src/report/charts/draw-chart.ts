import type { Loader, Spec, View } from 'vega';
import { boundedCall, CallTooSlow } from '../../base/bounded-call.ts';
import type { JsonObject } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { maxMarks } from '../../model/display.ts';
import { widerBins } from './bound-bins.ts';
import { collectErrors } from './collect-errors.ts';
import { countMarks } from './count-marks.ts';
import { rewriteSvg } from './rewrite-svg.ts';
import { textWidth } from './text-width.ts';

/** An SVG without its outer element, which the page writes with a text alternative. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

/**
 * Draws a Vega spec. Expressions are interpreted, never compiled to code; nothing can be loaded. The same
 * spec gives the same text in any process. An error is a sentence for the chart's place in the page. A chart whose
 * expressions come to no end is ended after `mostMs`.
 */
export async function drawChart(
  spec: JsonObject,
  options: { readonly idPrefix: string; readonly mostMs?: number },
): Promise<Result<Drawing, string>> {
  const { mostMs = 20_000 } = options;
  const vega = await import('vega');
  const { expressionInterpreter } = await import('vega-interpreter');
  const untyped = vega as unknown as UntypedVega;
  // Vega measures by a canvas where one is installed, and else by a rough guess.
  untyped.textMetrics.width = (item, text) => textWidth(text, item.fontSize ?? 11);
  // The `sample` transform draws from this generator.
  untyped.setRandom(untyped.randomLCG(1));
  let view: View | null = null;
  const complaints: string[] = [];
  try {
    view = new vega.View(vega.parse(spec as unknown as Spec, {}, { ast: true }), {
      expr: expressionInterpreter,
      renderer: 'none',
      loader: refusingLoader,
      logger: collectErrors(complaints),
    } as ConstructorParameters<typeof vega.View>[1]);
    const drawn = view;
    // Nothing is loaded, so that all of it is done before the first wait.
    await boundedCall(() => drawn.runAsync(), mostMs);
    if (complaints[0] !== undefined) return err(`Vega cannot draw the chart: ${complaints[0]}`);
    const width = widerBins(spec, (name) => drawn.signal(name));
    if (width !== null) return err(tooManyBins(width));
    const marks = countMarks((view.scenegraph() as unknown as { root: unknown }).root);
    if (marks > maxMarks) return err(tooManyMarks(marks));
    const svg = await boundedCall(() => drawn.toSVG(), mostMs);
    const size = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
    const content = rewriteSvg(innerOf(svg), options);
    return ok({
      width: Math.ceil(Number(size?.[1] ?? 0)),
      height: Math.ceil(Number(size?.[2] ?? 0)),
      content,
    });
  } catch (error) {
    if (error instanceof CallTooSlow) return err(tooSlow);
    return err(`Vega cannot draw the chart: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    view?.finalize();
  }
}

/** Said of a chart that was ended; a machine with less to do may draw it. */
export const tooSlow =
  'The chart was not drawn within its time. An expression in it may have no end: a regular expression, or one over very long texts.';

function tooManyBins(width: number): string {
  return `Bins of a width of ${width} are more than ${maxMarks} here, which a page does not hold. Make \`bin.step\` wider.`;
}

function tooManyMarks(marks: number): string {
  return (
    `The chart has ${marks} marks; a page holds at most ${maxMarks} a chart. ` +
    `Group its values (\`bin\` or \`timeUnit\` with an aggregate), or draw a part of them (\`{"sample": ${maxMarks}}\` in \`transform\`).`
  );
}

/** What Vega exports beyond its type declarations. */
interface UntypedVega {
  readonly textMetrics: { width: (item: { readonly fontSize?: number }, text: string) => number };
  setRandom(generator: unknown): void;
  randomLCG(seed: number): unknown;
}

function innerOf(svg: string): string {
  return svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
}

const refusingLoader = {
  options: {},
  load: async (uri: string) => refuse(uri),
  sanitize: async (uri: string) => refuse(uri),
  http: async (uri: string) => refuse(uri),
  file: async (uri: string) => refuse(uri),
} as unknown as Loader;

function refuse(uri: string): never {
  throw new Error(`a chart of a report loads nothing, and this one asks for ${uri}`);
}
