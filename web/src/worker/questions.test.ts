import { expect, it } from "vitest";
import { type Candidate, common, floor } from "./questions";

const row = { row: "0".repeat(16), age: "30-39", motive: "consultation", month: "2026-12" };

/** Visits of so many people, each once. */
function people(count: number): Candidate[] {
  return Array.from({ length: count }, (_, number) => [{ given: `Zoé ${number}`, family: "Exemple", birth_date: "1990-05-17" }, { ...row, row: `${number}` }]);
}

it("gives what enough people have in common", () => {
  expect(common(people(floor))).toHaveLength(floor);
});

it("gives nothing of fewer, however often they came", () => {
  const few = people(floor - 1);
  expect(common([...few, ...few])).toEqual([]);
});

it.each([["age", "40-49"], ["motive", "vaccin"], ["month", "2026-11"]])("counts visits of another %s apart", (field, value) => {
  const alone: Candidate = [{ given: "Léa", family: "Exemple", birth_date: "1990-05-17" }, { ...row, row: "alone", [field]: value }];
  expect(common([...people(floor), alone]).map((one) => one.row)).not.toContain("alone");
});
