import { expect, it } from "vitest";
import type { RegisterField, RegisterKind, RegisterRow, RegisterState } from "../../api/console";
import { authorsOf, changesOf, draftOf, faultsOf, maySetState, neededFor, valueOf } from "./drafts";

const field = (id: string, rest: Partial<RegisterField> = {}): RegisterField => ({
  id, name: { fr: id, en: id }, type: "text", required: false, once: false, many: false, choices: [], of: "", decimals: 0, ...rest,
});
const state = (id: string, rest: Partial<RegisterState> = {}): RegisterState => ({
  id, name: { fr: id, en: id }, next: [], needs: [], needs_if: {}, two: false, by: [], frozen: false, ...rest,
});
const row = (rest: Partial<RegisterRow> = {}): RegisterRow => ({
  kind: "risk", id: "risk-1", version: 1, state: "open", fields: {}, by: "a", role: "legal", at: "", hash: "", ...rest,
});
const fields = [
  field("title", { required: true }),
  field("share", { type: "number", decimals: 2 }),
  field("at", { type: "moment" }),
  field("applies", { type: "flag" }),
  field("risks", { type: "reference", many: true }),
];

it("what nobody touched is not written anew, a moment with its seconds least of all", () => {
  const before = draftOf(fields, row({ fields: { title: "Vol", share: 9995, at: "2026-11-26T20:00:31Z", risks: ["risk-1"] } }));
  expect(before).toMatchObject({ title: "Vol", share: "99.95", applies: "", risks: ["risk-1"] });
  expect(changesOf(fields, before, { ...before })).toEqual({});
  expect(changesOf(fields, before, { ...before, share: "99,9", applies: "no", risks: [] })).toEqual({ share: 9990, applies: false, risks: null });
});

it("an empty field that must be there and a value that is none are found before they are sent", () => {
  const draft = { title: " ", share: "1.234", at: "", applies: "", risks: [] };
  expect(faultsOf(fields, draft, ["at"])).toEqual({ title: "register_field_missing", share: "register_field_refused", at: "register_field_missing" });
  expect(faultsOf(fields, { ...draft, title: "Vol", share: "-0,05" }, [])).toEqual({});
});

it("a number keeps its digits, and a moment is told in UTC", () => {
  const [, share, at] = fields as [RegisterField, RegisterField, RegisterField];
  expect([valueOf(share, "-0,05"), valueOf(share, "7"), valueOf(share, "seven")]).toEqual([-5, 700, undefined]);
  const typed = draftOf([at], row({ fields: { at: "2026-11-26T20:00:00Z" } }))["at"];
  expect(valueOf(at, typed ?? "")).toBe("2026-11-26T20:00:00Z");
});

it("whoever touched a row since it came to be in its state is no second person", () => {
  const versions = [row({ by: "a", state: "draft" }), row({ by: "b" }), row({ by: "c" })];
  expect([...authorsOf(versions)]).toEqual(["b", "c"]);
});

it("a state says who may enter it, and what must be filled in before", () => {
  const kind: RegisterKind = { id: "risk", name: { fr: "", en: "" }, origin: "people", editors: ["legal", "director"], title: "title", titles: {}, fields, states: [] };
  expect(maySetState(kind, state("accepted", { by: ["director"] }), ["legal"])).toBe(false);
  expect(maySetState(kind, state("accepted"), ["legal"])).toBe(true);
  expect(maySetState({ ...kind, origin: "file" }, state("accepted"), ["legal"])).toBe(false);
  expect(neededFor(state("closed", { needs: ["title"], needs_if: { applies: "at", share: "at" } }), row({ fields: { applies: true } }))).toEqual(["title", "at"]);
});
