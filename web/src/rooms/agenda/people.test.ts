/** Names are read and found the way a desk types them. */
import { expect, test } from "vitest";
import type { Identity, Visit } from "../../worker/door-types";
import { ageOn, isSought, likeness, matches, missedBy, nameOf, patientsOf, readName } from "./people";

const marie: Identity = { given: "Marie-Ève", family: "Dupré", birth_date: "1950-03-02", phone: "06 12 34 56 78", email: "" };

function visit(patient: Identity, unreadable = false): Visit {
  const time = { start: "2026-12-01T08:40:00Z", duration: 20, schedule: "", class: "" };
  return { appointment: "", state: "booked", history: [], unreadable, doubt: "", overbooked: false, patient, motive: "", note: "", staff_note: "", claimable: false, restricted: "", replaces: "", pseudonym: "", vouched: false, clinical: { state: "closed", text: "", doubt: "" }, ...time };
}

test.each([
  ["Durand Marie", "Durand", "Marie"],
  ["  durand   marie anne ", "durand", "marie anne"],
  ["DE LA TOUR Marie", "DE LA TOUR", "Marie"],
  ["de la Tour, Marie", "de la Tour", "Marie"],
  ["Durand", "Durand", ""],
  ["DURAND", "DURAND", ""],
  ["", "", ""],
])("%s", (typed, family, given) => expect(readName(typed)).toEqual({ family, given }));

test("one person, surely, perhaps, or not", () => {
  const others = [{ given: "marie eve" }, { birth_date: "" }, { birth_date: "1951-03-02" }, { given: "Marie" }].map((change) => ({ ...marie, ...change }));
  expect(others.map((other) => likeness(marie, other))).toEqual(["sure", "perhaps", "no", "no"]);
  expect(likeness({ ...marie, given: "", family: "" }, { ...marie, given: "", family: "" })).toBe("no");
});

test("found by beginnings of words, without accents", () => {
  expect(matches(nameOf(marie), "eve dup")).toBe(true);
  expect(matches(nameOf(marie), "upre")).toBe(false);
});

test("found by telephone or birth date, never by nothing", () => {
  expect(["0612", "06.12.34", "1950-03", "12"].map((typed) => isSought(visit(marie), typed))).toEqual([true, true, true, false]);
  expect(["", "  "].some((typed) => isSought(visit(marie), typed))).toBe(false);
  expect(isSought(visit(marie, true), "dup")).toBe(false);
});

test("each patient once, with the most that is known", () => {
  const other = { ...marie, birth_date: "" };
  expect(patientsOf([visit({ ...marie, phone: "" }), visit(marie), visit(other), visit(marie, true)])).toEqual([marie, other]);
});

test("age turns on the birthday", () => {
  expect([ageOn("2026-03-01", "1950-03-02"), ageOn("2026-03-02", "1950-03-02"), ageOn("2026-03-02", "")]).toEqual([75, 76, undefined]);
});

test("who did not come counts for twelve months, among visits of the same account alone", () => {
  const of = (appointment: string, start: string, changes: Partial<Visit> = {}): Visit => ({ ...visit(marie), appointment, start, pseudonym: "a", state: "noshow", ...changes });
  const wanted = of("0", "2026-12-01T08:40:00Z", { state: "booked" });
  const missed = [of("1", "2026-01-10T08:00:00Z"), of("2", "2025-11-30T08:00:00Z"), of("3", "2026-06-01T08:00:00Z", { pseudonym: "b" }), of("4", "2026-06-01T08:00:00Z", { restricted: "request" })];
  expect(missedBy(wanted, [wanted, ...missed, of("5", "2026-07-01T08:00:00Z", { state: "arrived" })])).toBe(1);
  expect(missedBy({ ...wanted, pseudonym: "" }, missed)).toBe(0);
});
