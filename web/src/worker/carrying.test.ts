/** What a practice knew of a visit goes along, and whose telephone counts. */
import { expect, test } from "vitest";
import type { FilingContent } from "../protocol/appointments";
import type { Statement } from "../protocol/statements";
import { carried, completed, isInPlaceOf, renewed } from "./carrying";

const zoe = { given: "Zoé", family: "Exemple", birth_date: "1990-05-17", phone: "0600000000", email: "" };
const brought = { ...zoe, given: "Somebody", phone: "0677777777", email: "new@example.org" };
const known: FilingContent = { v: 1, type: "filing", patient: zoe, motive: "visit", note: "Toux", reply: "old", language: "fr", staff_note: "Rappeler", claim: "code" };
const first: Statement = {
  v: 1,
  type: "appointment",
  appointment: "a",
  practice: "p",
  sequence: 0,
  state: "booked",
  schedule: "s",
  start: "2026-12-01T08:40:00Z",
  duration: 20,
  class: "visit",
  epoch: 1,
  previous: "",
  by: "manage",
  contents: "",
};

test("one visit is in the place of another that ended there and then", () => {
  const last: Statement = { ...first, appointment: "b", state: "cancelled", sequence: 3, by: "desk:1" };
  expect(isInPlaceOf(first, last)).toBe(true);
  const others: (Statement | undefined)[] = [undefined, { ...last, state: "booked" }, { ...last, start: "2026-12-02T08:40:00Z" }, { ...last, schedule: "t" }, { ...last, practice: "q" }];
  expect(others.some((other) => isInPlaceOf(first, other))).toBe(false);
});

test("the practice keeps its words, and the patient's key is the new one", () => {
  const content = carried(known, zoe, { reply: "new", language: "en" }, "b");
  expect(content).toEqual({ ...known, reply: "new", language: "en", claim: "", replaces: "b" });
});

test("who has a code fills gaps, who was recognised brings a new telephone, and nobody a new name", () => {
  expect(completed(zoe, brought)).toEqual({ ...zoe, email: "new@example.org" });
  expect(renewed(zoe, brought)).toEqual({ ...zoe, phone: "0677777777", email: "new@example.org" });
  expect(renewed(zoe, { ...brought, phone: "" }).phone).toBe(zoe.phone);
});
