import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { type ChartDisplay, maxMarks, type TableColumn } from '../model/display.ts';

/** Throws where a chart lacks its words or draws too many marks: nothing is ever cut off in silence. */
export function checkChart(chart: ChartDisplay): void {
  if (chart.title.trim() === '') throw new Error('a chart needs a title');
  if (chart.description.trim() === '') {
    throw new Error(`chart "${chart.title}" needs a description: its text alternative`);
  }
  const rows = Math.max(0, ...inlineValues(chart.spec).map((values) => values.length));
  const isAggregated = /"(?:aggregate|bin)":/.test(JSON.stringify(chart.spec));
  if (rows > maxMarks && !isAggregated) {
    throw new Error(
      `chart "${chart.title}" would draw ${rows} marks, more than ${maxMarks}: ` +
        'group the values (`bin` or `aggregate` in the encoding) or give it a sample of the rows',
    );
  }
}

/** The rows of a spec's first inline data as columns. */
export function chartData(spec: JsonObject): readonly TableColumn[] {
  const values = inlineValues(spec)[0] ?? [];
  const names = new Set<string>();
  for (const row of values) if (isJsonObject(row)) for (const name of Object.keys(row)) names.add(name);
  return [...names].map((name) => ({
    name,
    values: values.map((row) => (isJsonObject(row) ? (row[name] ?? null) : null)),
  }));
}

function inlineValues(value: Json): readonly (readonly Json[])[] {
  if (Array.isArray(value)) return value.flatMap(inlineValues);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'data' && isJsonObject(member) && Array.isArray(member.values)) return [member.values];
    return inlineValues(member);
  });
}
