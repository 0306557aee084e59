/** Every change but a cancellation can be taken back. */
import { expect, test } from "vitest";
import type { VisitState } from "../../worker/door-types";
import { mayBecome, nextStates, nextStatesNow } from "./changes";

const states: readonly VisitState[] = ["booked", "arrived", "noshow", "fulfilled", "cancelled"];

test("what was done can be undone, except cancelling", () => {
  for (const from of states) {
    for (const to of nextStates(from)) expect(mayBecome(to, from)).toBe(to !== "cancelled");
  }
});

test("only what the protocol allows", () => {
  expect(states.flatMap((from) => nextStates(from).map((to) => `${from} ${to}`)).sort()).toEqual([
    "arrived booked",
    "arrived fulfilled",
    "arrived noshow",
    "booked arrived",
    "booked cancelled",
    "booked noshow",
    "fulfilled arrived",
    "noshow arrived",
    "noshow booked",
  ]);
});

test("nobody has missed what has not begun", () => {
  const [start, before] = ["2026-12-09T08:00:00Z", new Date("2026-12-09T07:59:59Z")];
  expect(nextStatesNow({ state: "booked", start }, before)).toEqual(["arrived", "cancelled"]);
  expect(nextStatesNow({ state: "arrived", start }, before)).toEqual(["fulfilled", "booked"]);
  expect(nextStatesNow({ state: "booked", start }, new Date(start))).toEqual(["arrived", "noshow", "cancelled"]);
});
