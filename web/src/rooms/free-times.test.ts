import { expect, it } from "vitest";
import { merged } from "./free-times.svelte";

it("free times of several schedules fall under their days, in order and once, and empty days stay", () => {
  const answer = (schedule: string, day: string, ...starts: string[]) => ({ schedule, class: "c20", days: [{ day, starts }], next: "" });
  const answers = [answer("1", "2026-12-02", "b", "c"), answer("2", "2026-12-02", "a", "b"), answer("1", "2026-12-09", "late")];
  expect(merged(answers, "2026-12-01", 3)).toEqual([
    { day: "2026-12-01", starts: [] },
    { day: "2026-12-02", starts: ["a", "b", "c"] },
    { day: "2026-12-03", starts: [] },
  ]);
});
