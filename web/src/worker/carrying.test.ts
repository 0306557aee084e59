/** What a practice knew of a visit goes along, and whose telephone counts. */
import { expect, test } from "vitest";
import type { FilingContent } from "../protocol/appointments";
import type { Statement } from "../protocol/statements";
import { carried, completed, isInPlaceOf, lettersOf, renewed } from "./carrying";
import type { PersonRequest, RequestReply } from "./door-types";

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

test("letters go along by what they said, those carried before as they were, and what does not open nowhere", () => {
  const reply = (text: string, more: Partial<RequestReply> = {}): RequestReply => ({ day: "2026-12-02", kind: "answer", text, files: [], doubt: "", ...more });
  const request = { kind: "access", text: "Une copie.", asked: "2026-12-01", due: "2027-01-04" };
  const earlier = { appointment: "a", by: "patient", kind: "objection", day: "2026-11-01", files: [] } as const;
  const requests = [
    { ...request, settled: "2026-12-02", replies: [reply("Voici.", { files: [{ name: "notes.txt", content: new Uint8Array(1) }] })] },
    { ...request, settled: "", replies: [] },
    { ...request, kind: "closed", settled: "", replies: [reply("", { doubt: "cannot_open" })] },
  ] as unknown as PersonRequest[];
  const letters = lettersOf("b", { requests, told: [reply("Avant.", { carried: earlier })] });
  expect(letters.map(({ text, carried: { appointment, by, files, due } }) => [text, appointment, by, files, due])).toEqual([
    ["Une copie.", "b", "patient", [], undefined],
    ["Voici.", "b", "practice", ["notes.txt"], undefined],
    ["Une copie.", "b", "patient", [], "2027-01-04"],
    ["Avant.", "a", "patient", [], undefined],
  ]);
});
