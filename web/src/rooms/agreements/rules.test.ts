import { expect, it } from "vitest";
import type { Visit } from "../../worker/door-types";
import { extractOf, isOfPerson } from "./rules";

const zoe = { given: "Zoé", family: "Exemple", birth_date: "1990-05-17", phone: "", email: "" };

it.each([
  ["the same, hurriedly typed", { given: "zoe", family: "EXEMPLE" }, true],
  ["somebody else of that name", { birth_date: "1990-05-18" }, false],
  ["somebody else of that day", { given: "Léa" }, false],
])("knows whose visit it is: %s", (_case, other, same) => {
  expect(isOfPerson({ patient: { ...zoe, ...other }, unreadable: false } as Visit, zoe)).toBe(same);
});

it("reads nobody's name where a visit does not open", () => {
  expect(isOfPerson({ patient: zoe, unreadable: true } as Visit, zoe)).toBe(false);
});

it("writes the file that the command line writes", () => {
  const rows = [{ row: "c8bf34083e8707e9", age: "30-39", motive: "consultation", month: "2026-12" }];
  expect(new TextDecoder().decode(extractOf(rows))).toBe("row,age,motive,month\r\nc8bf34083e8707e9,30-39,consultation,2026-12\r\n");
});
