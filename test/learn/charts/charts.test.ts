import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomFrom } from '../../../src/base/random.ts';
import { classTable } from '../../../src/learn/charts/class-table.ts';
import { classifierDisplays } from '../../../src/learn/charts/classifier-displays.ts';
import { confusionChart } from '../../../src/learn/charts/confusion-chart.ts';
import { coverageTable } from '../../../src/learn/charts/coverage-table.ts';
import { driftChart } from '../../../src/learn/charts/drift-chart.ts';
import { importanceChart } from '../../../src/learn/charts/importance-chart.ts';
import { learningCurvesChart } from '../../../src/learn/charts/learning-curves-chart.ts';
import { membersTable } from '../../../src/learn/charts/members-table.ts';
import { metricOverTimeChart } from '../../../src/learn/charts/metric-over-time-chart.ts';
import { precisionRecallChart } from '../../../src/learn/charts/precision-recall-chart.ts';
import {
  predictedActualChart,
  regressionDisplays,
  residualChart,
} from '../../../src/learn/charts/regression-displays.ts';
import { reliabilityChart } from '../../../src/learn/charts/reliability-chart.ts';
import { rocChart } from '../../../src/learn/charts/roc-chart.ts';
import { scoreDistributionChart } from '../../../src/learn/charts/score-distribution-chart.ts';
import { segmentsTable } from '../../../src/learn/charts/segments-table.ts';
import { thresholdChart } from '../../../src/learn/charts/threshold-chart.ts';
import { accuracy } from '../../../src/learn/metrics/accuracy.ts';
import { precisionRecallF1 } from '../../../src/learn/metrics/precision-recall-f1.ts';
import type { ChartDisplay, TableDisplay } from '../../../src/model/display.ts';
import { drawnChart } from '../../support/drawn-chart.ts';

const DAY = 86_400_000;

/** Labels and probabilities of a classifier that knows a little, on `days` days of four symbols. */
function predictions({
  days,
  classes = ['sell', 'hold', 'buy'],
}: {
  days: number;
  classes?: readonly string[];
}) {
  const random = randomFrom(days, 3);
  const rows = days * 4;
  const actual = Array.from({ length: rows }, () => classes[Math.floor(random() * classes.length)] as string);
  const columns = classes.map(() => new Float64Array(rows));
  const predicted = actual.map((label, row) => {
    const weights = classes.map((name) => Math.exp(1.5 * random() + (name === label ? 0.5 : 0)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [c, weight] of weights.entries()) columns[c]![row] = weight / total;
    return classes[weights.indexOf(Math.max(...weights))] as string;
  });
  return {
    classes,
    actual,
    predicted,
    probabilities: Object.fromEntries(classes.map((name, c) => [name, columns[c]!])),
    date: actual.map((_, row) => Date.UTC(2024, 0, 1) + Math.floor(row / 4) * DAY),
    symbol: actual.map((_, row) => `S${row % 4}`),
  };
}

function allCharts(of: ReturnType<typeof predictions>): readonly ChartDisplay[] {
  const values = Float64Array.from(of.actual, (_, row) => Math.sin(row));
  return [
    ...(['count', 'actual', 'predicted'] as const).map((cells) => confusionChart(of, { cells })),
    rocChart(of),
    precisionRecallChart(of),
    reliabilityChart(of),
    reliabilityChart(of, { class: of.classes[0]!, strategy: 'quantile' }),
    scoreDistributionChart(of),
    metricOverTimeChart(of, { majority: of.classes[0]! }),
    learningCurvesChart({ train: [1, 0.8, 0.7], validation: [1.1, 1, 1.05] }, { bestEpoch: 2 }),
    importanceChart(
      { features: of.classes, importance: of.classes.map((_, i) => 1 / (i + 1)) },
      { kind: 'impurity' },
    ),
    importanceChart(
      { features: of.classes, importance: of.classes.map((_, i) => i), spread: of.classes.map(() => 0.5) },
      { kind: 'permutation' },
    ),
    driftChart({
      train: { x: values, [of.classes[0]!]: of.actual },
      test: { x: values.map((value) => value + 1), [of.classes[0]!]: of.predicted },
    }),
  ];
}

test('every chart draws without a complaint, has a title, a text alternative and its data, and few enough marks', async () => {
  for (const chart of allCharts(predictions({ days: 100 }))) {
    const { svg, marks } = await drawnChart(chart);
    assert.ok(marks > 0 && marks <= 5000, `${chart.title}: ${marks} marks`);
    assert.ok(svg.startsWith('<svg') && !svg.includes('NaN'), chart.title);
    assert.ok(chart.title.length > 5 && chart.description.length > 60, chart.title);
    const [first] = chart.data;
    assert.ok(first !== undefined && first.values.length > 0, chart.title);
    assert.ok(
      chart.data.every((column) => column.values.length === first.values.length),
      chart.title,
    );
    assert.equal(JSON.parse(JSON.stringify(chart)), chart, `${chart.title} is whole as JSON`);
  }
});

test('a large test set is thinned by a rule that the text alternative states, and a small one is not', async () => {
  const large = predictions({ days: 6000 });
  for (const chart of [rocChart(large), precisionRecallChart(large)]) {
    assert.match(
      chart.description,
      /Drawn through 150 of up to 2400\d distinct thresholds a class, at equal steps/,
    );
    const { marks } = await drawnChart(chart);
    assert.ok(marks < 600, `${marks} marks`);
  }
  assert.not.match(rocChart(predictions({ days: 20 })).description, /Drawn through/);
  for (const chart of allCharts(large)) assert.ok((await drawnChart(chart)).marks <= 5000, chart.title);
});

test('class names that could be markup, paths or properties of objects are drawn as they are', async () => {
  const classes = ['</script><script>', 'a.b["c"]\\', '__proto__', "datum['x']"];
  const of = predictions({ days: 50, classes });
  for (const chart of allCharts(of)) {
    const { svg } = await drawnChart(chart);
    assert.not.match(svg, /<script/);
    assert.not.match(svg, /NaN/);
  }
  const { svg } = await drawnChart(confusionChart(of));
  assert.ok(svg.includes('__proto__'));
});

test('the same data give the same displays, to the byte', () => {
  const [one, other] = [allCharts(predictions({ days: 30 })), allCharts(predictions({ days: 30 }))];
  assert.is(JSON.stringify(one), JSON.stringify(other));
});

test('a class without rows has no curve, and the text alternative says so', async () => {
  const of = predictions({ days: 50 });
  const actual = of.actual.map((label) => (label === 'sell' ? 'hold' : label));
  for (const chart of [rocChart({ ...of, actual }), precisionRecallChart({ ...of, actual })]) {
    assert.match(chart.description, /No curve for sell/);
    assert.ok(columnOf(chart, 'class').every((name) => !String(name).startsWith('sell')));
    await drawnChart(chart);
  }
});

test('a test set of one class, and one of a single row, still draw', async () => {
  const of = predictions({ days: 10 });
  const one = { ...of, actual: of.actual.map(() => 'hold') };
  for (const chart of allCharts(one)) await drawnChart(chart);
  assert.match(rocChart(one).description, /perfect: none\. No curve for sell, hold, buy/);
  const first = {
    ...of,
    actual: of.actual.slice(0, 1),
    predicted: of.predicted.slice(0, 1),
    date: of.date.slice(0, 1),
    probabilities: Object.fromEntries(of.classes.map((name) => [name, of.probabilities[name]!.slice(0, 1)])),
  };
  for (const chart of allCharts(first)) assert.not.match((await drawnChart(chart)).svg, /NaN/);
});

test('confusion cells are the counts, and shares of a class sum to 1', () => {
  const of = predictions({ days: 50 });
  const sum = (values: readonly unknown[]) =>
    values.reduce<number>((total, value) => total + Number(value), 0);
  assert.is(sum(columnOf(confusionChart(of), 'rows')), 200);
  assert.ok(Math.abs(sum(columnOf(confusionChart(of, { cells: 'actual' }), 'share')) - 3) < 1e-6);
});

test('a ROC curve starts at (0, 0), ends at (1, 1) and never falls', () => {
  const of = predictions({ days: 300 });
  const chart = rocChart(of);
  const classes = columnOf(chart, 'class');
  const x = columnOf(chart, 'false positive rate') as number[];
  const y = columnOf(chart, 'true positive rate') as number[];
  for (let i = 0; i < x.length; i++) {
    const isFirst = i === 0 || classes[i] !== classes[i - 1];
    const isLast = i === x.length - 1 || classes[i] !== classes[i + 1];
    if (isFirst) assert.equal([x[i], y[i]], [0, 0]);
    else assert.ok(x[i]! >= x[i - 1]! && y[i]! >= y[i - 1]!);
    if (isLast) assert.equal([x[i], y[i]], [1, 1]);
  }
});

test('the area under a drawn curve is the one in its legend', () => {
  const of = predictions({ days: 30 });
  const roc = rocChart(of);
  const pr = precisionRecallChart(of);
  const legendNumber = (name: unknown) => Number(/[\d.]+$/.exec(String(name))![0]);
  for (const name of new Set(columnOf(roc, 'class'))) {
    const [x, y] = [curveOf(roc, name, 'false positive rate'), curveOf(roc, name, 'true positive rate')];
    const area = x.slice(1).reduce((sum, at, i) => sum + ((at - x[i]!) * (y[i + 1]! + y[i]!)) / 2, 0);
    assert.ok(Math.abs(area - legendNumber(name)) < 0.001, String(name));
  }
  for (const name of new Set(columnOf(pr, 'class'))) {
    const [x, y] = [curveOf(pr, name, 'recall'), curveOf(pr, name, 'precision')];
    const area = x.reduce((sum, at, i) => sum + (at - (x[i - 1] ?? 0)) * y[i]!, 0);
    assert.ok(Math.abs(area - legendNumber(name)) < 0.001, String(name));
  }
});

test('a point of the reliability chart lies within its interval, and every row in a bin', () => {
  const chart = reliabilityChart(predictions({ days: 100 }));
  const shares = columnOf(chart, 'share that came true') as number[];
  for (const [i, share] of shares.entries()) {
    const [low, high] = [columnOf(chart, 'low')[i] as number, columnOf(chart, 'high')[i] as number];
    assert.ok(low <= share && share <= high && low < high);
  }
  assert.is(
    (columnOf(chart, 'rows') as number[]).reduce((sum, rows) => sum + rows, 0),
    400,
  );
});

test('score distributions hold every row once a class, and give rows of the class the higher scores', () => {
  const of = predictions({ days: 100 });
  const chart = scoreDistributionChart(of);
  for (const name of of.classes) {
    const mean = { 'rows of the class': 0, 'other rows': 0 };
    let rows = 0;
    for (const [i, group] of (columnOf(chart, 'group') as (keyof typeof mean)[]).entries()) {
      if (columnOf(chart, 'class')[i] !== name) continue;
      mean[group] += (columnOf(chart, 'share')[i] as number) * (columnOf(chart, 'from')[i] as number);
      if (group === 'rows of the class') rows += columnOf(chart, 'rows')[i] as number;
    }
    assert.is(rows, of.actual.filter((label) => label === name).length);
    assert.ok(mean['rows of the class'] > mean['other rows']);
  }
});

test('accuracy over time cuts no date in two and counts every row once', () => {
  const of = predictions({ days: 103 });
  const chart = metricOverTimeChart(of, { majority: 'hold', buckets: 10 });
  const rows = columnOf(chart, 'rows') as number[];
  assert.is(
    rows.reduce((sum, count) => sum + count, 0),
    412,
  );
  assert.ok(rows.every((count) => count % 4 === 0));
  const from = columnOf(chart, 'from') as number[];
  const to = columnOf(chart, 'to') as number[];
  for (let i = 1; i < from.length; i++) assert.ok(to[i - 1]! < from[i]!);
  const mean = rows.reduce((sum, count, i) => sum + count * (columnOf(chart, 'model')[i] as number), 0) / 412;
  assert.ok(Math.abs(mean - accuracy(of)) < 1e-6);
});

test('stretches of time have dates enough, and their band is wider the longer labels reach', () => {
  const of = predictions({ days: 60 });
  const width = (blockLength: number) => {
    const chart = metricOverTimeChart(of, { majority: 'hold', blockLength, buckets: 5 });
    return (columnOf(chart, 'high')[0] as number) - (columnOf(chart, 'low')[0] as number);
  };
  assert.ok(width(5) > 1.2 * width(1));
  const stretches = (blockLength: number) =>
    columnOf(metricOverTimeChart(of, { majority: 'hold', blockLength }), 'rows').length;
  assert.equal([stretches(1), stretches(7), stretches(60)], [12, 4, 1]);
});

test('learning curves beyond 500 epochs are thinned aloud, with the first and the last kept', () => {
  const train = Array.from({ length: 2000 }, (_, i) => 1 / (i + 1));
  const chart = learningCurvesChart({ train });
  assert.match(chart.description, /Drawn through 500 of up to 2000 epochs/);
  const epochs = columnOf(chart, 'epoch');
  assert.equal([epochs.length, epochs[0], epochs.at(-1)], [500, 1, 2000]);
});

test('importances beyond the most that are drawn are left out aloud', () => {
  const features = Array.from({ length: 40 }, (_, i) => `f${i}`);
  const chart = importanceChart(
    { features, importance: features.map((_, i) => i) },
    { kind: 'impurity', most: 10 },
  );
  assert.match(chart.description, /The 10 most important are drawn; 30 less important ones are left out/);
  assert.equal(columnOf(chart, 'feature').slice(0, 2), ['f39', 'f38']);
});

test('the class table has an interval around each score, and notes what is 0 by definition', () => {
  const of = predictions({ days: 100 });
  const table = classTable(of, { blocks: of.date, blockLength: 5, seed: 1, resamples: 300 });
  const { perClass, macro } = precisionRecallF1(of);
  for (const score of ['precision', 'recall', 'f1'] as const) {
    const expected = [...perClass.map((each) => each[score]), macro[score]];
    for (const [i, value] of (columnOf(table, score) as number[]).entries()) {
      assert.ok(Math.abs(value - expected[i]!) < 1e-6);
    }
  }
  for (const score of ['precision', 'recall', 'f1']) {
    for (const [i, value] of (columnOf(table, score) as number[]).entries()) {
      assert.ok((columnOf(table, `${score} from`)[i] as number) < value);
      assert.ok(value < (columnOf(table, `${score} to`)[i] as number));
    }
  }
  assert.match(table.description!, /300 draws of 100 dates, in runs of 5 consecutive dates/);
  const never = { ...of, predicted: of.predicted.map((label) => (label === 'buy' ? 'hold' : label)) };
  const notes = columnOf(classTable(never, { seed: 1, resamples: 50 }), 'note');
  assert.match(String(notes[2]), /precision: 0 by definition/);
});

test('coverage falls as the threshold rises, and at 0 it is every row', () => {
  const of = predictions({ days: 100 });
  const table = coverageTable(of, { blocks: of.date, blockLength: 5, seed: 1, resamples: 200 });
  const rows = columnOf(table, 'rows') as number[];
  assert.is(rows[0], 400);
  for (let i = 1; i < rows.length; i++) assert.ok(rows[i]! <= rows[i - 1]!);
  assert.ok(Math.abs((columnOf(table, 'accuracy')[0] as number) - accuracy(of)) < 1e-6);
  const even = Float64Array.of(0.5, 0.5);
  const halves = {
    actual: ['a', 'b'],
    predicted: ['a', 'b'],
    classes: ['a', 'b'],
    probabilities: { a: even, b: even },
  };
  const kept = columnOf(coverageTable(halves, { seed: 1, resamples: 10, thresholds: [0.5, 0.6] }), 'rows');
  assert.equal(kept, [2, 0]);
});

test('the worst segment comes first, and small segments are counted, not shown', () => {
  const of = predictions({ days: 100 });
  // Every row of S2 is wrong; the segment "rare" holds three rows.
  const predicted = of.predicted.map((label, row) =>
    of.symbol[row] === 'S2' ? (of.actual[row] === 'buy' ? 'sell' : 'buy') : label,
  );
  const rare = of.symbol.map((_, row) => (row < 3 ? 'rare' : null));
  const table = segmentsTable(
    { ...of, predicted, segments: { symbol: of.symbol, rare } },
    { blocks: of.date, blockLength: 5, seed: 1, resamples: 200 },
  );
  assert.equal(columnOf(table, 'value')[0], 'S2');
  assert.equal([columnOf(table, 'rows')[0], columnOf(table, 'accuracy')[0]], [100, 0]);
  assert.ok((columnOf(table, 'to')[0] as number) > 0, 'an accuracy of 0 still has an upper bound');
  assert.not(columnOf(table, 'value').includes('rare'));
  assert.ok(columnOf(table, 'value').includes('(missing)'));
  assert.match(table.description!, /1 smaller ones are left out/);
});

test('drift ranks the feature that moved above the one that did not', () => {
  const random = randomFrom(5);
  const draw = (shift: number) => Float64Array.from({ length: 3000 }, () => random() + shift);
  const chart = driftChart({
    train: { still: draw(0), moved: draw(0) },
    test: { still: draw(0), moved: draw(0.3) },
  });
  assert.equal(columnOf(chart, 'feature'), ['moved', 'still']);
  const [moved, still] = columnOf(chart, 'index') as number[];
  assert.ok(moved! > 0.25 && still! < (columnOf(chart, 'by chance')[1] as number));
  assert.throws(() => driftChart({ train: { x: draw(0) }, test: {} }), /no column "x"/);
});

test('members are compared on the same rows with the first, and the reference with none', () => {
  const of = predictions({ days: 100 });
  const members = [
    { name: 'ensemble', predicted: of.predicted, probabilities: of.probabilities },
    { name: 'always hold', predicted: of.actual.map(() => 'hold') },
  ];
  const table = membersTable(
    { actual: of.actual, classes: of.classes, members },
    { baseline: 'always hold', blocks: of.date, blockLength: 5, seed: 1, resamples: 200 },
  );
  const [mine, majority] = columnOf(table, 'accuracy') as number[];
  assert.is(columnOf(table, 'difference')[0], null);
  assert.ok(Math.abs((columnOf(table, 'difference')[1] as number) - (majority! - mine!)) < 1e-6);
  assert.is(columnOf(table, 'skill')[1], 0);
  assert.is(columnOf(table, 'log-loss')[1], null);
});

test('one call gives every display that the rows allow, and no other', () => {
  const of = { ...predictions({ days: 100 }), segments: {}, majority: 'hold' };
  const date = Float64Array.from(of.date);
  const members = [{ name: 'model', predicted: of.predicted }];
  const options = { seed: 1, resamples: 100 };
  const titles = classifierDisplays({ ...of, date, members }, { ...options, blockLength: 5 }).map(
    (display) => (display.kind === 'markdown' ? display.text : display.title),
  );
  assert.is(titles.length, 12);
  assert.is(new Set(titles).size, 12);
  const { actual, predicted, classes } = of;
  assert.is(classifierDisplays({ actual, predicted, classes }, options).length, 4);
  assert.throws(() => classifierDisplays({ ...of, date }, options), /blocks need a blockLength/);
});

function curveOf(chart: ChartDisplay, name: unknown, column: string): readonly number[] {
  return (columnOf(chart, column) as number[]).filter((_, i) => columnOf(chart, 'class')[i] === name);
}

function columnOf(display: ChartDisplay | TableDisplay, name: string): readonly unknown[] {
  const columns = display.kind === 'chart' ? display.data : display.columns;
  const column = columns.find((each) => each.name === name);
  assert.ok(column, `there is no column ${name} in ${columns.map((each) => each.name).join(', ')}`);
  return column!.values;
}

test('a regression has its truth and its errors drawn, a point a row, whatever the number of rows', async () => {
  const random = randomFrom(8);
  const actual = Float64Array.from({ length: 3000 }, () => 1e5 * random());
  const predicted = actual.map((value) => value + 2e4 * (random() - 0.5));
  for (const chart of [
    predictedActualChart({ actual, predicted }, { unit: 'EUR' }),
    residualChart({ actual, predicted }),
  ]) {
    const { marks } = await drawnChart(chart);
    assert.ok(marks <= 1010 && marks >= 1000, `${marks} marks`);
    assert.match(chart.description, /3,000 rows.*Drawn are 1000 rows at equal steps/);
  }
  const [, , table] = regressionDisplays({ actual, predicted }) as [ChartDisplay, ChartDisplay, TableDisplay];
  assert.equal(table.columns[2]?.values, [600, 600, 600, 600, 600]);
});

test('a limit between two classes is drawn with what it gives, and its best F1 is said', async () => {
  const of = predictions({ days: 60, classes: ['no', 'yes'] });
  const chart = thresholdChart(of, { class: 'yes' });
  await drawnChart(chart);
  assert.match(chart.description, /F1 is greatest, 0\.\d+, at 0\.\d+: precision/);
  assert.throws(() => thresholdChart(of, { class: 'maybe' }), 'no row, or every row');
  const { actual, predicted, probabilities, classes } = of;
  const titles = classifierDisplays(
    { actual, predicted, probabilities, classes },
    { seed: 1, resamples: 20 },
  ).map((one) => ('title' in one ? one.title : ''));
  assert.ok(titles.some((title) => title.startsWith('What a limit')));
});

test('digits that are classes are called so in every description', () => {
  const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
  const of = predictions({ days: 50, classes });
  assert.match(confusionChart(of).description, /class 0: \d+ of \d+, class 1: /);
  assert.match(rocChart(of).description, /class 9 0\.\d+ \(/);
});

test.run();
