const PI_2 = Math.PI ** 2;
const PI_4 = Math.PI ** 4;
const PI_6 = Math.PI ** 6;

/**
 * P(D_n > d) by the expansion of Li-Chien and Korolyuk in the form of Pelz and Good:
 *
 *     P(D_n <= d) = K0(z) + K1(z) / n^(1/2) + K2(z) / n + K3(z) / n^(3/2),   z = d sqrt n
 *
 * where K0 is Kolmogorov's limit and K1 to K3 correct it for n. Each K is a theta series in q = exp(-pi^2 / (8 z^2))
 * over odd numbers, K2 and K3 with a second one over all numbers; for the z met here (below 1.5) some ten terms are
 * enough.
 *
 * @param d statistic in (0, 1)
 * @param n rows; the expansion is good from about 140 on
 * @returns a probability in [0, 1], absolute error about 1e-8 at n = 140 and smaller above. Cost: constant.
 * @see Pelz & Good 1976, J. Royal Stat. Soc. B 38:152
 */
export function pelzGoodSurvival(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z ** 2;
  const z4 = z ** 4;
  const z6 = z ** 6;
  const terms = Math.ceil((16 * z) / Math.PI);
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  for (let k = 1; k <= terms; k++) {
    const odd2 = (2 * k - 1) ** 2;
    const odd4 = odd2 ** 2;
    const weight = Math.exp((-PI_2 * odd2) / (8 * z2));
    k0 += weight;
    k1 += weight * (-z2 + (PI_2 / 4) * odd2);
    k2 += weight * (6 * z6 + 2 * z4 + (PI_2 / 4) * (2 * z4 - 5 * z2) * odd2 + (PI_4 / 16) * (1 - 2 * z2) * odd4);
    k3 +=
      weight *
      (-30 * z6 -
        90 * z ** 8 +
        (PI_2 / 4) * (135 * z4 - 96 * z6) * odd2 +
        (PI_4 / 16) * (212 * z4 - 60 * z2) * odd4 +
        (PI_6 / 64) * (5 - 30 * z2) * odd2 * odd4);
  }
  let [k2Extra, k3Extra] = [0, 0];
  for (let k = 1; k <= terms; k++) {
    const weight = k * k * Math.exp((-PI_2 * k * k) / (2 * z2));
    k2Extra += weight;
    k3Extra += weight * (3 * z2 - PI_2 * k * k);
  }
  const root = Math.sqrt(2 * Math.PI);
  const distribution =
    (root * k0) / z +
    (root * k1) / (6 * z4) / Math.sqrt(n) +
    (root * (k2 / (72 * z ** 7) - (PI_2 * k2Extra) / (36 * z ** 3))) / n +
    (root * (k3 / (6480 * z ** 10) + (PI_2 * k3Extra) / (216 * z6))) / n ** 1.5;
  return Math.min(1, Math.max(0, 1 - distribution));
}
