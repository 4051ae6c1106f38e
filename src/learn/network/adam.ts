/** Changes `parameters` in place by one step along `gradient`. */
export type Optimizer = (parameters: Float32Array, gradient: Float32Array) => void;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1) with β₁ 0.9, β₂ 0.999 and TensorFlow's ε of 1e-7, for `size`
 * parameters. It computes in double precision and keeps its moments in single precision, by additions,
 * multiplications, divisions and square roots alone, so that every machine takes the same step.
 */
export function adam(size: number, learningRate: number): Optimizer {
  const first = new Float32Array(size);
  const second = new Float32Array(size);
  let decay1 = 1;
  let decay2 = 1;
  return (parameters, gradient) => {
    decay1 *= BETA1;
    decay2 *= BETA2;
    const rate = learningRate / (1 - decay1);
    const scale = 1 / (1 - decay2);
    for (let i = 0; i < size; i++) {
      const g = gradient[i] as number;
      const m = (first[i] as number) * BETA1 + g * (1 - BETA1);
      const v = (second[i] as number) * BETA2 + g * g * (1 - BETA2);
      first[i] = m;
      second[i] = v;
      parameters[i] = (parameters[i] as number) - (rate * m) / (Math.sqrt(v * scale) + EPSILON);
    }
  };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;
