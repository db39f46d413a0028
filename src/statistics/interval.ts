/** A range of values, both ends included. */
export interface Interval {
  lower: number;
  upper: number;
}

/** A figure computed from coarser data than its definition asks for: the true figure is certainly in [lower, upper]. */
export interface BoundedFigure extends Interval {
  value: number;
}
