import type { OutgoingLabel } from './transaction.js';

interface Entry {
  readonly label: OutgoingLabel;
  readonly dueMs: number;
  /** Labels due at the same time leave in the order they came. */
  readonly order: number;
}

/** Labels that wait for their time: a binary heap, so that delays may differ. Adding and taking cost O(log n). */
export class LabelQueue {
  private readonly heap: Entry[] = [];
  private added = 0;

  get size(): number {
    return this.heap.length;
  }

  /** When the next label is due; Infinity when none waits. */
  get nextDueMs(): number {
    return this.heap[0]?.dueMs ?? Infinity;
  }

  add(label: OutgoingLabel, dueMs: number): void {
    const entry: Entry = { label, dueMs, order: this.added };
    this.added += 1;
    let place = this.heap.length;
    this.heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(entry, parent)) break;
      this.move(parent, place);
      place = parent;
    }
    this.heap[place] = entry;
  }

  /** Takes up to `most` labels that are due at `nowMs` or before, the earliest first. */
  takeDue(nowMs: number, most: number): OutgoingLabel[] {
    const taken: OutgoingLabel[] = [];
    for (let first = this.heap[0]; first && taken.length < most && first.dueMs <= nowMs; first = this.heap[0]) {
      taken.push(first.label);
      this.removeFirst();
    }
    return taken;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last && this.heap.length > 0) this.sink(last);
  }

  private sink(entry: Entry): void {
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const rightEntry = this.heap[right];
      const child = rightEntry && this.isBefore(rightEntry, left) ? right : left;
      if (child >= this.heap.length || this.isBefore(entry, child)) break;
      this.move(child, place);
      place = child;
    }
    this.heap[place] = entry;
  }

  private isBefore(entry: Entry, place: number): boolean {
    const other = this.heap[place];
    return (
      other === undefined || entry.dueMs < other.dueMs || (entry.dueMs === other.dueMs && entry.order < other.order)
    );
  }

  private move(from: number, to: number): void {
    const entry = this.heap[from];
    if (entry) this.heap[to] = entry;
  }
}
