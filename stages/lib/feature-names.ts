/** The nine features, in the order that models take them. */
export const featureNames = [
  'price',
  'price_change',
  'price_mean',
  'price_deviation',
  'volume',
  'volume_change',
  'volume_mean',
  'sentiment',
  'sentiment_trend',
] as const;
