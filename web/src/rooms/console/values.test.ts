import { expect, it } from "vitest";
import type { RegisterField, RegisterKind, RegisterRow } from "../../api/console";
import { heard, shownValue, titleOf } from "./values";

const spoken = { language: "fr", yes: "oui", no: "non" } as const;
const field = (id: string, rest: Partial<RegisterField> = {}): RegisterField => ({
  id, name: { fr: id, en: id }, type: "text", required: false, once: false, many: false, choices: [], of: "", decimals: 0, ...rest,
});
const kind: RegisterKind = {
  id: "risk", name: { fr: "Risques", en: "Risks" }, origin: "people", editors: [], title: "title",
  titles: { "risk-A": { fr: "Vol d’un poste", en: "A stolen machine" } }, fields: [field("title")], states: [],
};
const row = (id: string): RegisterRow => ({ kind: "risk", id, version: 1, state: "", fields: { title: "Inondation" }, by: "", role: "", at: "", hash: "" });

it("values are read in the reader's language, and numbers with their point", () => {
  const choices = [{ id: "high", name: { fr: "élevée", en: "high" } }, { id: "low", name: { fr: "faible", en: "low" } }];
  expect(shownValue(field("likelihood", { type: "choice", choices, many: true }), ["high", "low"], spoken)).toBe("élevée, faible");
  expect(shownValue(field("available", { type: "number", decimals: 2 }), 9995, spoken)).toBe("99.95");
  expect(shownValue(field("change", { type: "number", decimals: 2 }), -5, spoken)).toBe("-0.05");
  expect(shownValue(field("applies", { type: "flag" }), false, spoken)).toBe("non");
  expect(shownValue(field("notes"), undefined, spoken)).toBe("");
});

it("a row is called as the register calls it, or as somebody wrote", () => {
  expect([titleOf(kind, row("risk-A"), spoken), titleOf(kind, row("risk-7"), spoken)]).toEqual(["Vol d’un poste", "Inondation"]);
});

it("a text in both languages is heard in the reader's", () => {
  expect(shownValue(field("title"), "Annuaire public ‖ Public directory", spoken)).toBe("Annuaire public");
  expect(shownValue(field("persons", { many: true }), ["cabinets ‖ practices", "patients"], { ...spoken, language: "en" })).toBe("practices, patients");
  expect(heard("FR : là ‖ FR: there\n24/7 / nuit", "en")).toBe("FR: there\n24/7 / nuit");
});
