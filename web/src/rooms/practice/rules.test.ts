/** A practice opens with what it needs, and an invitation is found in whatever was pasted. */
import { expect, test } from "vitest";
import { firstPublication, linkIn, missingIn, newIdentifier, type Opening, specialtyOptions } from "./rules";

const opening: Opening = {
  practice: " Cabinet des Lilas ",
  line: "3 rue des Lilas",
  postcode: "75020",
  town: "Paris",
  phone: "",
  prefix: "Dr",
  given: "Anne",
  family: "Martin",
  specialty: "general",
  role: "practitioner",
};
const place = { code: "75120", latitude_e6: 48_860_000, longitude_e6: 2_400_000 };
const ids = { practitioner: "a".repeat(32), schedule: "b".repeat(32) };

test("specialties are offered from A to Z of the language", () => {
  const known = [
    { code: "SM54", profession: "10", labels: { fr: "Médecin généraliste", en: "General practitioner" } },
    { code: "85", profession: "85", labels: { fr: "Épithésiste", en: "Epithesis maker" } },
    { code: "SM57", profession: "10", labels: { fr: "Allergologue", en: "Allergist" } },
  ];
  expect(specialtyOptions(known, "fr").map(({ value }) => value)).toEqual(["SM57", "85", "SM54"]);
  expect(specialtyOptions(known, "en").map(({ label }) => label)).toEqual(["Allergist", "Epithesis maker", "General practitioner"]);
});

test("what is missing is named", () => {
  expect(missingIn(opening)).toEqual({});
  expect(missingIn({ ...opening, town: " ", specialty: "" })).toEqual({ town: true, specialty: true });
  expect(missingIn({ ...opening, role: "secretary", specialty: "" })).toEqual({});
});

test("a practitioner opens with a calendar, a secretary without", () => {
  const first = firstPublication(opening, "doctor", place, ids);
  expect([first.name, first.address.town_code, first.schedules[0]?.practitioner]).toEqual(["Cabinet des Lilas", "75120", ids.practitioner]);
  const desk = firstPublication({ ...opening, role: "secretary" }, "", place, ids);
  expect([desk.practitioners, desk.schedules]).toEqual([[], []]);
});

test("an invitation is found in an address or alone, and not in anything else", () => {
  const link = `${"0a".repeat(16)}.${"A-_z".repeat(10)}abc`;
  expect(linkIn(`https://app.example/#/practice/join/${link} `)).toBe(link);
  expect(linkIn(link)).toBe(link);
  expect([`${link}x`, link.slice(0, -1), "", "https://app.example/"].map(linkIn)).toEqual([undefined, undefined, undefined, undefined]);
});

test("identifiers have their form", () => expect(newIdentifier()).toMatch(/^[0-9a-f]{32}$/));
