import { expect, it } from "vitest";
import { type Believed, sifted } from "./referrals";
import { withTaken } from "./taken-back";

/** What shows so many decisions of one agreement. */
function shown(decisions: number): Believed {
  return { mark: "mark", decisions } as Believed;
}

it("shows a letter until its patient takes it back, and then that they did", () => {
  const [granted, withdrawn] = [shown(1), shown(2)];
  expect(sifted([granted], new Map()).kept).toEqual([granted]);
  expect(sifted([granted, withdrawn], new Map([["mark", 2]]))).toEqual({ kept: [withdrawn], over: [granted] });
});

it("believes somebody who agrees again after a no", () => {
  expect(sifted([shown(2), shown(3)], new Map([["mark", 2]])).over).toEqual([]);
});

it("never forgets the longest row of decisions", () => {
  const known = withTaken(new Map(), [["mark", 4], ["mark", 2]]);
  expect([...known]).toEqual([["mark", 4]]);
  expect(withTaken(known, [["mark", 2]])).toBe(known);
});
