import { expect, it } from "vitest";
import type { FactField, ProcedureStep, TakenStep, WholeRequest } from "../../api/console";
import { barredFrom, factsOf, faultsIn, stepsFor, typedFor } from "./facts";

const field = (id: string, type: FactField["type"], required = false): FactField => ({ id, type, required, choices: [] });
const visit = "ab".repeat(32);
const fields = [field("outcome", "choice", true), field("query.practice", "practice"), field("query.first", "day"), field("query.appointments", "visits")];
const taken = (facts: TakenStep["facts"]): TakenStep => ({ number: 0, act: "", state: "", by: "", at: "", event: 0, facts, salt: "" });
const whole = (state: string, possible: readonly string[] = [], signed: readonly string[] = []): WholeRequest => ({
  request: { request: "", state, opened: "", since: "", drill: false, due: [] }, possible, decision: "", decision_hash: "", manifest_hash: "",
  signatures: signed.map((staff) => ({ staff, roles: [], time: "" })), steps: [],
});

it("a proposal begins with what was asked for last", () => {
  const steps = [taken({ scope: { practice: "", first: "2026-01-01" } }), taken({ scope: { practice: "aa", first: "2026-12-01", appointments: [visit] } }), taken({})];
  expect(typedFor(fields, steps)).toEqual({ outcome: "", "query.practice": "aa", "query.first": "2026-12-01", "query.appointments": visit });
});

it("parts are sent as parts, and a list as a list", () => {
  const typed = { outcome: "comply", "query.practice": "", "query.first": "2026-12-01", "query.appointments": `${visit}\n${visit}` };
  expect(factsOf(fields, typed)).toEqual({ outcome: "comply", query: { practice: "", first: "2026-12-01", appointments: [visit, visit] } });
});

it("what is missing or of no form is found before it is sent", () => {
  expect(faultsIn(fields, { "query.practice": "x", "query.appointments": "12" })).toEqual({
    outcome: "register_field_missing", "query.practice": "register_field_refused", "query.appointments": "register_field_refused",
  });
});

it("signing is for two other persons, and building for the machine", () => {
  const step = (act: string, signed = false): ProcedureStep => ({ act, by: [], before: [], after: "", signed, fields: [] });
  expect(stepsFor(whole("PACKAGE_BUILT", ["seal", "build", "refuse"]), [step("refuse"), step("seal", true), step("build"), step("close")]).map(({ act }) => act)).toEqual(["refuse"]);
  expect(barredFrom(whole("DECISION_PENDING"), "a", "a", ["legal"])).toBe("proposer");
  expect(barredFrom(whole("DECISION_PENDING", [], ["b"]), "a", "b", ["director"])).toBe("signed");
  expect(barredFrom(whole("DECISION_PENDING"), "a", "b", ["operator"])).toBe("role");
  expect(barredFrom(whole("DECISION_PENDING"), "a", "b", ["director"])).toBeUndefined();
});
