/** What may become of a visit, as the protocol allows the practice (SPEC 7), and in which order a desk needs it. Pure. */
import type { Visit, VisitState } from "../../worker/door-types";

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

/** What of it makes sense at this moment: while somebody can still come, nobody has missed it. */
export function nextStatesNow({ state, start }: Pick<Visit, "state" | "start">, now: Date): readonly VisitState[] {
  return next[state].filter((one) => one !== "noshow" || Date.parse(start) <= now.getTime());
}

/** A visit that somebody has come for, or that is over, stays where it was. */
export function isMovable(state: VisitState): boolean {
  return state === "booked";
}

export function mayBecome(from: VisitState, to: VisitState): boolean {
  return next[from].includes(to);
}
