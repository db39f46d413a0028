import { Markup } from '../../../src/report/page/markup.js';
import type { PanelFile } from '../dashboard-file.js';
import type { Named } from './canvas.js';
import { stylesOf } from './styles.js';

/** Shares of a whole as a ring. */
export function drawPie(panel: PanelFile, series: readonly Named[], size: number): Markup {
  const total = series.reduce((sum, { points }) => sum + (points.at(-1)?.[1] ?? 0), 0);
  let from = 0;
  const [outer, inner, middle] = [size / 2 - 2, size / 3.4, size / 2];
  const at = (share: number, radius: number): string =>
    `${middle + radius * Math.sin(share * 2 * Math.PI)} ${middle - radius * Math.cos(share * 2 * Math.PI)}`;
  const styleOf = stylesOf(panel, series);
  const parts = series.map(({ name, points }) => {
    const share = (points.at(-1)?.[1] ?? 0) / total;
    // A whole ring has no two ends to draw an arc between.
    const to = from + Math.min(share, 0.99999);
    const large = share > 0.5 ? 1 : 0;
    const path = `M${at(from, outer)}A${outer} ${outer} 0 ${large} 1 ${at(to, outer)}L${at(to, inner)}A${inner} ${inner} 0 ${large} 0 ${at(from, inner)}Z`;
    const label = `<text x="${at((from + to) / 2, (outer + inner) / 2)
      .split(' ')
      .join('" y="')}">${(share * 100).toFixed(0)} %</text>`;
    from += share;
    return `<path d="${path}" fill="${styleOf(name).stroke}"/>${label}`;
  });
  return new Markup(`<svg width="${size}" height="${size}" class="pie">${parts.join('')}</svg>`);
}
