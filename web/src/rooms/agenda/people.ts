/** Names as a desk types and finds them: family name first. Pure. */
import { type Identity, missedDays, type Visit } from "../../worker/door-types";

export interface Name {
  given: string;
  family: string;
}

/** How often, since twelve months before, the account that booked this visit did not come; what is kept and not used is not counted. */
export function missedBy({ appointment, pseudonym, start }: Visit, visits: Iterable<Visit>): number {
  if (pseudonym === "") return 0;
  const since = Date.parse(start) - missedDays * 86_400_000;
  return [...visits].filter((one) => one.pseudonym === pseudonym && one.appointment !== appointment && one.state === "noshow" && one.restricted === "" && Date.parse(one.start) >= since).length;
}

/** "Durand Marie", the order in which desks look people up. */
export function nameOf({ family, given }: Name): string {
  return [family, given].filter(Boolean).join(" ");
}

/** "Durand Marie", "DE LA TOUR Marie" and "de la Tour, Marie": a comma or capitals say where the family name ends. */
export function readName(typed: string): Name {
  const text = typed.trim().replaceAll(/\s+/g, " ");
  const [before = "", after] = text.split(/ ?, ?/, 2);
  if (after !== undefined) return { family: before, given: after };
  const words = text.split(" ");
  const capitals = words.findIndex((word) => !isCapitals(word));
  const family = Math.max(1, capitals === -1 ? words.length : capitals);
  return { family: words.slice(0, family).join(" "), given: words.slice(family).join(" ") };
}

function isCapitals(word: string): boolean {
  return word.length > 1 && word === word.toLocaleUpperCase("fr") && word !== word.toLocaleLowerCase("fr");
}

/** Without accents, hyphens or capitals: how a hurried hand types. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, " ")
    .trim();
}

/** Every word typed begins a word of the text, in any order. */
export function matches(text: string, typed: string): boolean {
  const words = folded(text).split(" ");
  return folded(typed)
    .split(" ")
    .every((start) => words.some((word) => word.startsWith(start)));
}

/** Patients of these visits, each once, the most complete record of each; those without a name are left out. */
export function patientsOf(visits: readonly Visit[]): readonly Identity[] {
  const known = new Map<string, Identity>();
  for (const { patient, unreadable, restricted } of visits) {
    if (unreadable || restricted !== "" || nameOf(patient) === "") continue;
    const key = `${folded(nameOf(patient))}/${patient.birth_date}`;
    const before = known.get(key);
    if (before === undefined || filled(patient) > filled(before)) known.set(key, patient);
  }
  return [...known.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b), "fr"));
}

/** Whether two records are of one person: `sure` if name and birth date agree, `perhaps` if one of the dates is missing. */
export function likeness(one: Identity, other: Identity): "sure" | "perhaps" | "no" {
  if (folded(nameOf(one)) !== folded(nameOf(other)) || nameOf(one) === "") return "no";
  if (one.birth_date === "" || other.birth_date === "") return "perhaps";
  return one.birth_date === other.birth_date ? "sure" : "no";
}

function filled(patient: Identity): number {
  return Object.values(patient).filter(Boolean).length;
}

/** Found by name, by telephone (digits, however grouped) or by birth date. */
export function isSought({ patient, unreadable }: Visit, typed: string): boolean {
  if (unreadable || typed.trim() === "") return false;
  const digits = typed.replaceAll(/\D/g, "");
  const byNumber = digits.length >= 4 && [patient.phone, patient.birth_date].some((text) => text.replaceAll(/\D/g, "").includes(digits));
  return byNumber || matches(nameOf(patient), typed);
}

/** Whole years on that day; nothing without a birth date. */
export function ageOn(day: string, birth: string): number | undefined {
  if (birth === "") return undefined;
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
