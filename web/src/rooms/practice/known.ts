/** Who asked a practice for its word, and who had it. Pure. */
import type { Day, Demand, Visit } from "../../worker/door-types";
import { missedBy } from "../agenda/people";

/** Those who wait, whose visit took place and who have missed no other. */
export function seenHere(asks: readonly Demand[], visits: readonly Visit[]): readonly Demand[] {
  return asks.filter(({ visit, request: { settled, closed } }) => settled === "" && !closed && visit.state === "fulfilled" && visit.restricted === "" && missedBy(visit, visits) === 0);
}

/** The visits with which the word lies since a day: by themselves, once they took place, or as was asked by letter. */
export function givenSince(day: Day, asks: readonly Demand[], visits: readonly Visit[]): ReadonlySet<string> {
  const byThemselves = visits.filter(({ vouched, start }) => vouched && start.slice(0, 10) >= day).map(({ appointment }) => appointment);
  const byLetter = asks.filter(({ request: { state, settled } }) => state === "done" && settled >= day).map(({ visit }) => visit.appointment);
  return new Set([...byThemselves, ...byLetter]);
}
