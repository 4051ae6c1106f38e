import type { ChartDisplay } from '../../src/model/display.ts';

/** A chart drawn as an SVG text, and the number of data marks in it. Throws on whatever Vega warns of. */
export async function drawnChart(
  chart: ChartDisplay,
): Promise<{ readonly svg: string; readonly marks: number }> {
  const { compileChart } = await import('../../src/report/charts/compile-chart.ts');
  const { countMarks } = await import('../../src/report/charts/count-marks.ts');
  const vega = await import('vega');
  const compiled = await compileChart(chart.spec);
  if (!compiled.ok) throw new Error(`${chart.title}: ${compiled.error}`);
  const view = new vega.View(vega.parse(compiled.value.drawn as never), { renderer: 'none' });
  try {
    await view.runAsync();
    const marks = countMarks((view.scenegraph() as unknown as { root: unknown }).root);
    return { svg: await view.toSVG(), marks };
  } finally {
    view.finalize();
  }
}
