import { expect, it } from "vitest";
import type { CheckState } from "../../api/console";
import type { Standing } from "../../api/trust";
import { controlStandings, inOrder, rowOf, shadeOf, sought, standingOf } from "./board";

const check = (name: string, colour: Standing, ...refs: string[]): CheckState => ({
  check: name, colour, refs, fr: name, en: name, severity: "low", at: "", seen_failing: "", population: null, fresh_until: "", event: -1,
});

it("a control stands as the worst of its checks", () => {
  const checks = [check("C25", "green", "A.8.24"), check("C26", "grey", "A.8.24", "A.5.9"), check("C03", "green", "A.5.9", "A.5.12")];
  expect(controlStandings(checks).map(({ control, state }) => [control, state])).toEqual([
    ["A.5.9", "grey"],
    ["A.5.12", "green"],
    ["A.8.24", "grey"],
  ]);
});

it("a control that nothing measures is grey, and one that does not apply is not green", () => {
  expect(standingOf("A.7.4", []).state).toBe("grey");
  expect(standingOf("A.8.3", [check("C01", "not_applicable", "A.8.3")]).state).toBe("not_applicable");
});

it("numbers are in order, not their digits", () => {
  expect(["EXI 04", "A.8.24", "A.8.3", "A.5.12"].sort(inOrder)).toEqual(["A.5.12", "A.8.3", "A.8.24", "EXI 04"]);
});

it("a requirement is called by its row of the register", () => {
  expect([rowOf("EXI 04"), rowOf("A.8.24")]).toEqual([{ register: "requirement", row: "EXI-04" }, { register: "control", row: "A.8.24" }]);
});

const now = new Date("2026-11-27T00:00:00Z");

it("tells what is old from what was never measured", () => {
  const old = { ...check("C25", "grey", "A.8.24"), at: "2026-11-20T00:00:00Z", fresh_until: "2026-11-21T00:00:00Z" };
  const vain = { ...old, fresh_until: "2026-11-28T00:00:00Z" };
  const shades = [[old], [old, check("C26", "grey", "A.8.24")], [vain], [check("C03", "error", "A.8.24")], [check("C03", "red", "A.8.24"), old], [check("C03", "green", "A.8.24")], []];
  expect(shades.map((checks) => shadeOf(standingOf("A.8.24", checks), now))).toEqual(["old", "unmeasured", "unmeasured", "failing", "failing", "green", "unmeasured"]);
});

it("finds every word in ids and titles, without accents", () => {
  const all = controlStandings([check("C25", "green", "A.8.24"), check("C26", "red", "A.5.9")]);
  const title = (control: string): string => (control === "A.8.24" ? "Usage de la cryptographie, clés" : "Inventaire");
  const found = (shade: "" | "failing" | "green", text: string): string[] => sought(all, { shade, text, now }, title).map(({ control }) => control);
  expect([found("", ""), found("", "CLES a.8"), found("", "c26"), found("green", "inventaire"), found("failing", "")]).toEqual([["A.5.9", "A.8.24"], ["A.8.24"], ["A.5.9"], [], ["A.5.9"]]);
});
