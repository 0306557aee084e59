/** Nothing covers anything, nobody is narrower than need be. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { sideBySide } from "./layout";

test("alone means the whole width, touching is not overlapping", () => {
  const whole = { lane: 0, lanes: 1, width: 1 };
  expect(sideBySide([{ from: 0, to: 20 }, { from: 20, to: 40 }])).toEqual([whole, whole]);
  expect(sideBySide([])).toEqual([]);
});

test("two at once share, a third beside only one of them takes what is left", () => {
  const spans = [
    { from: 0, to: 30 },
    { from: 10, to: 60 },
    { from: 0, to: 20 },
    { from: 40, to: 60 },
  ];
  expect(sideBySide(spans)).toEqual([
    { lane: 0, lanes: 3, width: 1 },
    { lane: 2, lanes: 3, width: 1 },
    { lane: 1, lanes: 3, width: 1 },
    { lane: 0, lanes: 3, width: 2 },
  ]);
});

test("whatever comes, overlapping spans never share a lane", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 5, max: 90 })).map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const placed = sideBySide(spans);
      for (const [a, one] of placed.entries()) {
        for (const [b, other] of placed.entries()) {
          const apart = spans[a]!.to <= spans[b]!.from || spans[b]!.to <= spans[a]!.from;
          const beside = one.lane + one.width <= other.lane || other.lane + other.width <= one.lane;
          expect(a === b || apart || beside).toBe(true);
        }
        expect(one.lane + one.width).toBeLessThanOrEqual(one.lanes);
      }
    }),
  );
});
