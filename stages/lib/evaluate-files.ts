/** Names of the evaluate stage's inputs and outputs, for both of its halves. */
export type EvaluateInputs = 'features' | 'labels' | 'split' | 'weights' | 'network' | 'forest';
export type EvaluateOutputs = 'predictions';
