/**
 * e^x for x ≤ 0, correct to about 1 ulp, by IEEE additions, multiplications and divisions alone.
 *
 * `Math.exp` and `Math.log` are the engine's own and may change with it; these give the same bits on every
 * version of Node, and so do losses, gradients and probabilities made of them.
 *
 * Results below 2^−1022 are 0. Source: fdlibm `e_exp.c` (Sun Microsystems, 1993).
 */
export function exactExp(x: number): number {
  if (!(x > -708)) return Number.isNaN(x) ? x : 0;
  const k = Math.round(x * INV_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // k ≤ 0, and x > −708 keeps it above −1023.
  return y * (HALVINGS[-k] as number);
}

/** The natural logarithm of x, for 1 ≤ x < 2^53, correct to about 1 ulp. Source: fdlibm `e_log.c`. */
export function exactLog(x: number): number {
  let k = 0;
  let mantissa = x;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    k++;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r = z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
}

const INV_LN2 = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;

const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;

/** 2^−i. */
const HALVINGS = Float64Array.from({ length: 1023 }, () => 1);
for (let i = 1; i < HALVINGS.length; i++) HALVINGS[i] = (HALVINGS[i - 1] as number) / 2;
