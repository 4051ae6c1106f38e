import type { JsonObject } from '../../base/json.ts';

/** Points that all curves of one chart share: far below the most marks of a page, and enough for the eye. */
export const MOST_POINTS = 450;

/** The size of charts whose axes both run from 0 to 1. */
export const curveSize = { width: 340, height: 340 } as const;

/** A curve a class over the unit square, in the order of the rows; classes differ in colour and in dash. */
export function curveLayer(curve: {
  readonly x: string;
  readonly y: string;
  readonly interpolate: 'linear' | 'step-before';
}): JsonObject {
  const unit = { scale: { domain: [0, 1] }, type: 'quantitative', axis: { tickCount: 5 } } as const;
  return {
    mark: { type: 'line', interpolate: curve.interpolate },
    encoding: {
      x: { field: curve.x, title: curve.x, ...unit },
      y: { field: curve.y, title: curve.y, ...unit },
      color: {
        field: 'class',
        type: 'nominal',
        title: null,
        sort: null,
        legend: { orient: 'bottom', columns: 1, labelLimit: 320, symbolSize: 400 },
      },
      strokeDash: { field: 'class', type: 'nominal', title: null, sort: null },
      // The order of the rows: by threshold, of which the first is infinite and has no number in JSON.
      order: { value: null },
    },
  };
}
