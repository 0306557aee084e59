/** What can truthfully be said of a place in a queue: rounded, and never better than it is. Pure. */
import type { Turn } from "../../worker/door-types";

/** A turn, and when it was told. */
export interface Place extends Turn {
  told: number;
}

const minute = 60_000;
/** Minutes at which a screen reader is told, and no oftener. */
const milestones = [1, 2, 5, 10, 15, 20, 30, 45, 60];

export interface Standing {
  /** Rounded upwards; the nearer, the finer. */
  ahead: number;
  /** Rounded upwards; 0 for less than one. */
  minutes: number;
  /** The minutes that a screen reader has been told of. */
  spoken: number;
  /** How much of the waiting is over, from 0 to 1. */
  share: number;
  mine: boolean;
}

/** Turns come one after the other at an even pace, so that what lies before shrinks with the time. */
export function standing({ ahead, at, told }: Place, now: number): Standing {
  const [left, whole] = [Math.max(Date.parse(at) - now, 0), Math.max(Date.parse(at) - told, 1)];
  const minutes = left < minute ? 0 : coarse(Math.ceil(left / minute), [10, 60], [1, 5, 15]);
  return {
    ahead: coarse(Math.ceil((ahead * Math.min(left, whole)) / whole), [10, 100, 1000], [1, 10, 50, 100]),
    minutes,
    spoken: milestones.find((one) => minutes <= one) ?? minutes,
    share: 1 - Math.min(left / whole, 1),
    mine: left === 0,
  };
}

/** The step is the first whose limit holds the value. */
function coarse(value: number, limits: readonly number[], steps: readonly number[]): number {
  const index = limits.findIndex((limit) => value <= limit);
  const step = steps[index === -1 ? limits.length : index] ?? 1;
  return Math.ceil(value / step) * step;
}
