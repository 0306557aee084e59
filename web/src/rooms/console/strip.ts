/** The days of a strip, the oldest first: how each day's worst run ended, or that nothing ran. Pure. */
import type { Course, Outcome } from "../../api/console";
import { plusDays, type Day } from "../../words/dates";

export interface StripDay {
  day: Day;
  outcome: Outcome | "none";
  runs: number;
}

const worst: readonly Outcome[] = ["fail", "error", "pass", "not_applicable"];

export function stripOf(days: Course["days"], last: Day, length: number): readonly StripDay[] {
  return Array.from({ length }, (_, place) => {
    const day = plusDays(last, place - length + 1);
    const found = days.filter((each) => each.day === day);
    const outcome = worst.find((each) => found.some(({ result }) => result === each)) ?? "none";
    return { day, outcome, runs: found.reduce((sum, { runs }) => sum + runs, 0) };
  });
}
