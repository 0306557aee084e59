import { expect, it } from "vitest";
import { stripOf } from "./strip";

it("a day shows the worst of its runs, and a day without a run is not a pass", () => {
  const days = [
    { day: "2026-11-30", result: "pass", runs: 23 },
    { day: "2026-11-30", result: "fail", runs: 1 },
    { day: "2026-12-02", result: "pass", runs: 24 },
  ] as const;
  expect(stripOf(days, "2026-12-02", 4)).toEqual([
    { day: "2026-11-29", outcome: "none", runs: 0 },
    { day: "2026-11-30", outcome: "fail", runs: 24 },
    { day: "2026-12-01", outcome: "none", runs: 0 },
    { day: "2026-12-02", outcome: "pass", runs: 24 },
  ]);
});
