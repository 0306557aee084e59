import { expect, it } from "vitest";
import { age, counted, worstFirst } from "./standings";

const checks = [
  { check: "C25", state: "green" },
  { check: "C48", state: "grey" },
  { check: "C03", state: "green" },
  { check: "C36", state: "error" },
  { check: "C35", state: "red" },
] as const;

it("the worst stands first, and what was not measured before what holds", () => {
  expect(worstFirst(checks).map(({ check }) => check)).toEqual(["C35", "C36", "C48", "C03", "C25"]);
});

it("what was not measured is counted as itself", () => {
  expect(counted(checks)).toEqual([
    { state: "red", count: 1 },
    { state: "error", count: 1 },
    { state: "grey", count: 1 },
    { state: "green", count: 2 },
  ]);
});

it("an age is never shown younger than it is by a unit, nor in the future", () => {
  const at = new Date("2026-12-01T10:00:00Z");
  const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
  expect([0, 59, 60, 3599, 7200, 86_400 * 3].map((seconds) => age(at, later(seconds), "en"))).toEqual([
    "now",
    "now",
    "1 minute ago",
    "59 minutes ago",
    "2 hours ago",
    "3 days ago",
  ]);
  expect(age(at, later(-60), "fr")).toBe("maintenant");
});
