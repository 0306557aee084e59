/** Every change but a cancellation can be taken back. */
import { expect, test } from "vitest";
import type { VisitState } from "../../worker/door-types";
import { mayBecome, nextStates } from "./changes";

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
