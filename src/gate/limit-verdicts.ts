import type { GateVerdict } from '../model/gate-report.ts';
import type { Gates, Limit } from '../model/gates.ts';
import type { ExperimentRecord, StageRecord } from '../model/record.ts';

/** Whether making the results took, and outputs are, no more than may be: what a cached stage took when it ran. */
export function limitVerdicts(gates: Gates, record: ExperimentRecord): readonly GateVerdict[] {
  const verdict =
    (check: 'maxSeconds' | 'maxBytes', of: (stage: StageRecord) => number) =>
    ({ stage, max }: Limit): GateVerdict => {
      const stages = record.stages.filter(({ id }) => stage === null || id === stage);
      const value = stages.reduce((sum, each) => sum + of(each), 0);
      return {
        at: `gates.${check}${stage === null ? '' : `.${stage}`}`,
        check,
        metric: null,
        state: value <= max ? 'passed' : 'failed',
        facts: { kind: 'limit', stage, max, value },
      };
    };
  return [
    ...gates.maxSeconds.map(verdict('maxSeconds', ({ computeSeconds }) => computeSeconds ?? 0)),
    ...gates.maxBytes.map(
      verdict('maxBytes', ({ outputs }) => outputs.reduce((sum, { bytes }) => sum + bytes, 0)),
    ),
  ];
}
