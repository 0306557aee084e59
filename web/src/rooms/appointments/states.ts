/** The words for each state of a visit. */
import type { Step, VisitState } from "../../worker/door-types";
import type { PlainKey } from "../../words/words.svelte";

export const stateKeys: Record<VisitState, PlainKey> = {
  booked: "state-booked",
  arrived: "state-arrived",
  fulfilled: "state-fulfilled",
  noshow: "state-noshow",
  cancelled: "state-cancelled",
};

/** Whether a booked visit stays where it was: another room for it, say, which no statement names. */
export function isKept(step: Step, before: Step): boolean {
  return step.start === before.start && step.schedule === before.schedule;
}

/** What a step of the history did, seen from the step before it. */
export function stepKey(step: Step, before: Step | undefined): PlainKey {
  if (before === undefined) return "history-booked";
  if (step.state === "booked" && before.state === "booked") return isKept(step, before) ? "history-kept" : "history-moved";
  if (step.state === "cancelled") return "history-cancelled";
  return stateKeys[step.state];
}
