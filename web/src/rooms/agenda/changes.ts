/** What may become of a visit, as the protocol allows the practice (SPEC 7), and in which order a desk needs it. Pure. */
import type { VisitState } from "../../worker/door-types";

/** The first is the usual next step. A cancelled visit stays cancelled. */
const next: Record<VisitState, readonly VisitState[]> = {
  booked: ["arrived", "noshow", "cancelled"],
  arrived: ["fulfilled", "noshow", "booked"],
  noshow: ["arrived", "booked"],
  fulfilled: ["arrived"],
  cancelled: [],
};

export function nextStates(state: VisitState): readonly VisitState[] {
  return next[state];
}

/** A visit that somebody has come for, or that is over, stays where it was. */
export function isMovable(state: VisitState): boolean {
  return state === "booked";
}

export function mayBecome(from: VisitState, to: VisitState): boolean {
  return next[from].includes(to);
}
