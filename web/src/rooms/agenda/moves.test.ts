/** The arrows reach everything and never lose their place. */
import { expect, test } from "vitest";
import { follow, isArrow, level, stopsOf } from "./moves";

const left = stopsOf(
  [
    { id: "b", from: 540, to: 560, lane: 1 },
    { id: "a", from: 540, to: 600, lane: 0 },
  ],
  [
    { id: "free", from: 520, to: 540 },
    { id: "late", from: 600, to: 620 },
  ],
);
const right = [{ id: "long", from: 480, to: 620 }];
const columns = [left, right];

test("down a column by time, side by side from the left", () => {
  expect(left.map(({ id }) => id)).toEqual(["free", "a", "b", "late"]);
  expect(follow(columns, "a", "ArrowDown")).toEqual({ to: "b" });
  expect(follow(columns, "b", "ArrowUp")).toEqual({ to: "a" });
  expect(follow(columns, "late", "ArrowDown")).toBeUndefined();
  expect([follow(columns, "b", "Home"), follow(columns, "b", "End")]).toEqual([{ to: "free" }, { to: "late" }]);
});

test("level across columns, and out at either edge", () => {
  expect(follow(columns, "b", "ArrowRight")).toEqual({ to: "long" });
  expect(follow(columns, "long", "ArrowLeft")).toEqual({ to: "free" });
  expect(follow(columns, "long", "ArrowRight")).toEqual({ beyond: "after" });
  expect(follow(columns, "free", "ArrowLeft")).toEqual({ beyond: "before" });
});

test("nothing selected leads nowhere", () => {
  expect(follow(columns, "gone", "ArrowDown")).toBeUndefined();
  expect(follow([[], []], "gone", "ArrowLeft")).toBeUndefined();
});

test("level falls on what is there", () => {
  expect([level(left, 545)?.id, level(left, 900)?.id, level(left, 0)?.id, level([], 0)?.id]).toEqual(["a", "late", "free", undefined]);
});

test("only arrows are arrows", () => expect(["ArrowUp", "Enter", "Home"].map(isArrow)).toEqual([true, false, true]));
