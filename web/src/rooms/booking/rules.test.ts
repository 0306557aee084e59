import { describe, expect, it } from "vitest";
import { DoorError, type Identity } from "../../worker/door-types";
import { nearest, nearestTimes, personErrors, proposedTimes, reached, someoneElse, trimmed } from "./rules";

const camille: Identity = { given: "Camille", family: "Tilleul", birth_date: "1941-03-01", phone: "06 00 00 00 00", email: "" };
const today = "2026-11-26";

describe("the furthest step", () => {
  it("waits for the first open question", () => {
    expect(reached({ motive: false, time: true, person: true })).toBe(0);
    expect(reached({ motive: true, time: false, person: true })).toBe(1);
    expect(reached({ motive: true, time: true, person: false })).toBe(2);
    expect(reached({ motive: true, time: true, person: true })).toBe(3);
  });
});

describe("a person", () => {
  it("needs names, a birth date, and one way to be reached", () => {
    expect(personErrors(camille, today)).toEqual({});
    expect(personErrors({ ...camille, phone: "", email: "c@exemple.fr" }, today)).toEqual({});
    expect(personErrors({ given: " ", family: "", birth_date: "", phone: "", email: "" }, today)).toEqual({
      given: "missing",
      family: "missing",
      birth_date: "missing",
      phone: "missing",
    });
  });

  it("was born, has a telephone number of some length, and an address with both halves", () => {
    expect(personErrors({ ...camille, birth_date: "2027-01-01" }, today)).toEqual({ birth_date: "future" });
    expect(personErrors({ ...camille, phone: "123" }, today)).toEqual({ phone: "shape" });
    expect(personErrors({ ...camille, email: "camille" }, today)).toEqual({ email: "shape" });
  });

  it("is kept without stray spaces", () => {
    expect(trimmed({ ...camille, given: " Camille " })).toEqual(camille);
  });

  it("who is somebody else keeps the contact of whoever books", () => {
    expect(someoneElse(camille)).toEqual({ given: "", family: "", birth_date: "", phone: camille.phone, email: "" });
  });
});

it("in the place of a time that is gone stand the three nearest, as they come, and never itself", () => {
  const starts = ["07:00", "08:20", "08:40", "09:00", "09:40"].map((clock) => `2026-12-01T${clock}:00Z`);
  expect(nearestTimes(starts, "2026-12-01T08:40:00Z").map((start) => start.slice(11, 16))).toEqual(["08:20", "09:00", "09:40"]);
  expect(nearestTimes([], "2026-12-01T08:40:00Z")).toEqual([]);
});

it("a refusal names times, or none", () => {
  expect(proposedTimes(new DoorError("time_taken", ["a", "b"]))).toEqual(["a", "b"]);
  expect(proposedTimes(new Error("other"))).toEqual([]);
});

it("the nearest free time, sooner or later", () => {
  const starts = ["2026-12-01T07:00:00Z", "2026-12-01T09:00:00Z", "2026-12-02T08:40:00Z"];
  expect(nearest(starts, "2026-12-01T08:40:00Z")).toBe("2026-12-01T09:00:00Z");
  expect(nearest([], "2026-12-01T08:40:00Z")).toBeUndefined();
});
