import { distanceKm, SIDE_KM } from './place.js';
import type { Place } from './place.js';
import type { Terminal } from './terminal.js';

/** How far customers go for their daily payments. */
const RADIUS_KM = 6;
const CELLS_A_SIDE = Math.ceil(SIDE_KM / RADIUS_KM);

/** Finds the terminals around a place: a grid with cells as wide as the radius, so that nine cells hold all of them. */
export class Neighbourhood {
  private readonly cells = new Map<number, Terminal[]>();

  /** @param street the terminals at home that have a place, at least one */
  constructor(private readonly street: readonly Terminal[]) {
    for (const terminal of street) {
      if (terminal.place === null) continue;
      const cell = cellOf(terminal.place);
      const inCell = this.cells.get(cell);
      if (inCell) inCell.push(terminal);
      else this.cells.set(cell, [terminal]);
    }
  }

  /** The terminals within the radius, or else the nearest one. Cost: the terminals of nine cells. */
  around(place: Place): readonly Terminal[] {
    const near = this.inNineCells(place).filter((terminal) => distanceTo(place, terminal) <= RADIUS_KM);
    return near.length > 0 ? near : [this.nearest(place)];
  }

  private inNineCells(place: Place): Terminal[] {
    const found: Terminal[] = [];
    for (const row of [-1, 0, 1]) {
      for (const column of [-1, 0, 1]) {
        found.push(...(this.cells.get(cellOf(place) + row * CELLS_A_SIDE + column) ?? []));
      }
    }
    return found;
  }

  private nearest(place: Place): Terminal {
    return this.street.reduce((best, next) => (distanceTo(place, next) < distanceTo(place, best) ? next : best));
  }
}

function cellOf(place: Place): number {
  return Math.floor(place.yKm / RADIUS_KM) * CELLS_A_SIDE + Math.floor(place.xKm / RADIUS_KM);
}

function distanceTo(place: Place, terminal: Terminal): number {
  return terminal.place === null ? Infinity : distanceKm(place, terminal.place);
}
