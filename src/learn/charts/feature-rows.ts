/** The size of charts of features, a row each in the order of the data, long names cut. */
export const featureRows = {
  width: 380,
  height: { step: 22 },
  encoding: {
    y: { field: 'feature', type: 'nominal', sort: null, title: null, axis: { labelLimit: 220 } },
  },
} as const;
