import { expect, it } from "vitest";
import { spread } from "./spread";

const at = (time: string) => `2026-12-01T${time}:00Z`;
const day = { day: "2026-12-01", starts: ["08:00", "08:05", "08:10", "08:15", "08:20", "09:05", "09:10"].map(at) };

it("free starts follow one another at the length of a visit, beginning anew after a gap", () => {
  expect(spread([day], 15)).toEqual([{ day: day.day, starts: ["08:00", "08:15", "09:05"].map(at) }]);
  expect(spread([day], 5)).toEqual([day]);
});

it("the one already chosen stays", () => {
  expect(spread([day], 15, at("08:10"))[0]?.starts).toEqual(["08:00", "08:10", "08:15", "09:05"].map(at));
});
