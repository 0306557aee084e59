import { describe, expect, it } from "vitest";
import { namedBy } from "./consents";
import type { Booking, Decided } from "./door-types";

const consent = "0".repeat(32);
const leo = { given: "Léo", family: "Exemple", birth_date: "2019-04-30" };
const agreed: Decided = { consent, relative: leo, stands: true, again: "", history: [], language: "fr", word: "representative" };
const booking: Booking = {
  practice: "1".repeat(32),
  schedule: "2".repeat(32),
  motive: "consultation",
  start: "2026-12-01T08:40:00Z",
  patient: { given: "Somebody", family: "Else", birth_date: "1990-01-01", phone: "01", email: "" },
  note: "",
  language: "fr",
  relative: consent,
};

describe("a visit of a relative", () => {
  it("bears the name that the vault has, and the contact of whoever books", () => {
    const named = namedBy(booking, consent, [agreed]);
    expect(named.patient).toEqual({ ...leo, phone: "01", email: "" });
    expect(named.relative).toBeUndefined();
  });

  it.each([
    ["was never allowed", []],
    ["was taken back", [{ ...agreed, relative: undefined, stands: false }]],
    ["was allowed by an older text", [{ ...agreed, stands: false }]],
    ["was allowed about somebody else", [{ ...agreed, consent: "1".repeat(32) }]],
  ])("is refused where it %s", (_case, decided) => {
    expect(() => namedBy(booking, consent, decided)).toThrow("consent_missing");
  });
});
