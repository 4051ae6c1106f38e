/** One way to break the code, and the test that has to see it. */
export interface Mutant {
  /** Below src. */
  readonly file: string;
  /** What stands there once, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** The test file below test, without its ending. */
  readonly test: string;
}

const of = (file: string, test: string, breaks: readonly (readonly [string, string])[]): readonly Mutant[] =>
  breaks.map(([from, to]) => ({ file, from, to, test }));

export const mutants: readonly Mutant[] = [
  // Plan: a stage is skipped that should run, or its recipe leaves something out.
  ...of('plan/decide-stage.ts', 'plan/decide-stage', [
    ['result !== null && !isForced', 'result !== null'],
    ['result !== null && !isForced', 'last !== null && result !== null && !isForced'],
    ['ageMs >= 0 && ageMs < everyMs', 'ageMs < everyMs'],
  ]),
  ...of('plan/plan-pipeline.ts', 'plan/plan-pipeline', [
    ["planned.get(id)?.kind !== 'cached'", "planned.get(id)?.kind === 'waiting'"],
  ]),
  ...of('plan/order-stages.ts', 'plan/plan-pipeline', [
    ['.every((id) => done.has(id))', '.some((id) => done.has(id))'],
    ['    pending.push(...upstreamOf(spec));\n', ''],
  ]),
  ...of('plan/make-recipe.ts', 'plan/make-recipe', [
    ['    code: observed.code,', "    code: { ...observed.code, digest: '' as never },"],
    ['deriveSeed(observation.seed, spec.id)', 'observation.seed'],
    ['    params: observed.params,', '    params: {},'],
    ['    env: observed.env,', '    env: {},'],
    ['    runtime: observation.runtime,', "    runtime: { ...observation.runtime, node: '' },"],
    ['    packages: observed.packages,', '    packages: {},'],
  ]),
  ...of('plan/explain-change.ts', 'plan/explain-change', [
    ['if (!isSame(old.code, now.code)) ', 'if (false) '],
    ['if (old.seed !== now.seed) ', 'if (false) '],
    ['changes(old.inputs, now.inputs)', 'changes(old.inputs, old.inputs)'],
  ]),
  // Store: a damaged or half-written thing is believed, or the second to commit wins.
  ...of('store/read-result.ts', 'store/commit-result', [
    [') === fingerprint ? record : null', ') !== null ? record : null'],
  ]),
  ...of('store/commit-result.ts', 'store/commit-result', [
    ['if (replaces) await rename', 'if (true) await rename'],
  ]),
  ...of('store/commit-result.ts', 'store/durability', [['      await file.sync();\n', '']]),
  ...of('store/blob-store.ts', 'store/durability', [
    ['      await file.sync();\n', ''],
    ['    await syncFolder(dirname(target));\n', ''],
  ]),
  ...of('store/blob-store.ts', 'store/blob-store', [
    ["    if (!isWhole) return err({ kind: 'damaged', digest });\n", ''],
    ['await hasIntactBlob(store, digest);', 'await hasBlob(store, digest);'],
  ]),
  ...of('base/write-atomic.ts', 'store/durability', [
    ['      await file.sync();\n', ''],
    ['  await syncFolder(folder);\n', ''],
  ]),
  ...of('store/sweep.ts', 'store/sweep', [
    ['isAlive(pid) && !(await isStale(path))', 'isAlive(pid)'],
    ['isAlive(pid) && !(await isStale(path))', '!(await isStale(path))'],
    ['24 * 3_600_000', '12 * 3_600_000'],
  ]),
  // Index: a file that changed is believed to be as it was, or nothing is ever believed.
  ...of('observe/file-index.ts', 'observe/file-index', [
    ['if (known?.stamp === stamp) return', 'if (known?.stamp === "") return'],
    ['if (known?.stamp === stamp) return', 'if (known !== undefined) return'],
    ['stampOf(after) === stamp && wasSettled', 'stampOf(after) === stamp'],
    ['stampOf(after) === stamp && wasSettled', 'wasSettled'],
    ['2_100_000_000n', '20_000_000n'],
    ['isParanoid ? new Map() : ', ''],
  ]),
  // Lock: two have it, or nobody ever gets it.
  ...of('store/lock.ts', 'store/lock', [
    ['silence.isTooLong(path, owner)', 'false'],
    ['if ((await readOwner(path))?.token !== dead.token) return false;', ''],
    ['    utimes(path, now, now).catch(() => undefined);\n', ''],
    ['      if (key !== last.key) last', '      if (last.sinceMs === 0) last'],
    ['if ((await readOwner(path))?.token === token) await rm', 'await rm'],
    ['(await processStart(owner.pid)) !== owner.startedAt', 'false'],
    ["fields[0] === 'Z' ? '' : ", ''],
  ]),
  // Split: a training row knows the future.
  ...of('learn/split/part-by-time.ts', 'learn/split/split', [
    ["if (t1[row]! >= next) return 'purged';", ''],
    ['t1[row]! >= next', 't1[row]! > next'],
    ["if (embargoMs > 0 && t1[row]! + embargoMs >= next) return 'embargoed';", ''],
    ['Math.min(starts[bound]!, t0[row]!)', 'time[row]!'],
  ]),
  ...of('learn/split/chronological-split.ts', 'learn/split/split', [
    ['Math.round(share * instants.length)', 'Math.round(fractions[part] * instants.length)'],
  ]),
  // Intervals: narrower than the truth.
  ...of('learn/uncertainty/wilson-interval.ts', 'learn/uncertainty/wilson-interval', [
    ['normalQuantile((1 + level) / 2)', 'normalQuantile(level)'],
    ['/ (4 * trials * trials)', '/ (8 * trials * trials)'],
  ]),
  ...of('learn/uncertainty/bootstrap.ts', 'learn/uncertainty/block-bootstrap', [
    ['drawn += blockLength', 'drawn += 1'],
    ['quantileOfSorted(spread, 1 - share)', 'quantileOfSorted(spread, 1 - level)'],
    ['const widening =\n', 'const widening = true ? 1 :\n'],
  ]),
  ...of('learn/uncertainty/resampling-units.ts', 'learn/uncertainty/block-bootstrap', [
    ['.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))', ''],
  ]),
  // Paired verdicts: noise is called a difference, or worse is called better.
  ...of('learn/uncertainty/paired-difference.ts', 'learn/uncertainty/paired-difference', [
    [
      'options.metric(drawnCandidate(timesDrawn)) - options.metric(drawnBaseline(timesDrawn))',
      'options.metric(drawnBaseline(timesDrawn)) - options.metric(drawnCandidate(timesDrawn))',
    ],
    ['if (is && !was) wrongToRight++', 'if (is) wrongToRight++'],
  ]),
  ...of('experiment/compare/compare-metrics.ts', 'experiment/compare/compare-experiments', [
    ["if (interval.low <= 0 && interval.high >= 0) return cannotTell('within-noise');", ''],
    ["isUp === (direction === 'higher')", 'isUp'],
    ["if (known.isDifferent) return { kind: 'not-comparable' };", ''],
  ]),
  ...of('experiment/compare/paired-intervals.ts', 'experiment/compare/compare-experiments', [
    ['value - (base[i] ?? Number.NaN)', 'value'],
    ['horizon > 0 ? horizon : ', ''],
  ]),
];
