/** From what was typed to what is asked, and from an answer to the filters worth offering. Pure. */
import type { Access, Names, Place, SearchRequest, SearchRow } from "../../api/directory";
import type { Proposal } from "../../ui/Combobox.svelte";
import type { Language } from "../../words/words.svelte";
import type { Day } from "../../worker/door-types";

export interface Wanted {
  who: string;
  /** The specialty that `who` stands for, once chosen. */
  specialty: string;
  where: string;
  /** The commune that `where` stands for, once chosen. */
  place: string;
  from: Day | "";
  radius: number;
  language: string;
  sector: string;
  channel: SearchRequest["channel"];
  accepting: "" | "new";
  access: Access | "";
  sort: SearchRequest["sort"];
  page: number;
  after: string;
}

export const radii = [5, 10, 20, 50, 100, 200] as const;
const usualRadius = 20;

export function nothingWanted(): Wanted {
  return {
    who: "",
    specialty: "",
    where: "",
    place: "",
    from: "",
    radius: usualRadius,
    language: "",
    sector: "",
    channel: "",
    accepting: "",
    access: "",
    sort: "soonest",
    page: 1,
    after: "",
  };
}

export function requestOf(wanted: Wanted): SearchRequest {
  const { specialty, place, radius, from, language, sector, channel, page, after } = wanted;
  const name = specialty === "" ? wanted.who.trim() : "";
  const sort = place === "" ? "soonest" : wanted.sort;
  const access = wanted.access === "" ? [] : [wanted.access];
  return { specialty, name, place, radius_km: radius, from, language, sector, channel, accepts_new: wanted.accepting === "new", access, sort, page, after };
}

/** Without accents, capitals and punctuation, as people type in a hurry. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();
}

const specialtyMark = "specialty:";
const practitionerMark = "practitioner:";

/** Specialties first: most people know what they need before they know who. */
export function whoProposals(names: Names, language: Language): Proposal[] {
  const specialties = names.specialties.map(({ code, labels }) => ({ id: specialtyMark + code, label: labels[language] }));
  const people = names.practitioners.map(({ practitioner, given, family, town }) => ({
    id: practitionerMark + practitioner,
    label: `${given} ${family}`,
    detail: town,
  }));
  return [...specialties, ...people];
}

export function chosenSpecialty({ id }: Proposal): string | undefined {
  return id.startsWith(specialtyMark) ? id.slice(specialtyMark.length) : undefined;
}

export function chosenPractitioner({ id }: Proposal): string | undefined {
  return id.startsWith(practitionerMark) ? id.slice(practitionerMark.length) : undefined;
}

/** A place as it is shown, and found by: several departments have a town of the same name. */
export function placeLabel({ name, department }: Place): string {
  return `${name} (${department})`;
}

/** With the postcode that was typed, where it was one. */
export function placeProposals(places: readonly Place[], typed: string): Proposal[] {
  return places.map((place) => {
    const { code, postcodes } = place;
    return { id: code, label: placeLabel(place), detail: postcodes.find((postcode) => postcode.startsWith(typed.trim())) ?? postcodes[0] };
  });
}

/** The specialty that typed words name, in full or as the only thing that begins so: nobody has to choose from a list. */
export function specialtyNamed(text: string, { specialties, practitioners }: Names): string {
  const typed = fold(text);
  const named = specialties.find(({ labels }) => fold(labels.fr) === typed || fold(labels.en) === typed);
  const only = specialties.length === 1 && practitioners.length === 0 ? specialties[0] : undefined;
  return (named ?? only)?.code ?? "";
}

/** The place that typed words name: its name or a postcode; of several, the first. */
export function placeNamed(text: string, places: readonly Place[]): Place | undefined {
  const typed = fold(text);
  return places.find(({ name, postcodes }) => fold(name) === typed || postcodes.includes(text.trim())) ?? places[0];
}

export const filterFields = ["sector", "language", "channel", "accepting", "access"] as const;

export interface Filter {
  field: (typeof filterFields)[number];
  value: string;
}

export function isFilter(field: string): field is Filter["field"] {
  return filterFields.some((one) => one === field);
}

/** Takes away what a proposal says stands in the way; everything, where it names no filter. */
export function withoutFilter(name: string): Partial<Wanted> {
  const field = name === "accepts_new" ? "accepting" : name;
  const taken = isFilter(field) ? [field] : filterFields;
  return Object.fromEntries(taken.map((one) => [one, ""]));
}

const knownSectors: ReadonlySet<string> = new Set(["1", "2", "hors"]);

/** Filters that would leave somebody out and somebody in, judging by the rows at hand; of channels these say nothing. */
export function filtersWorthOffering(rows: readonly SearchRow[], spoken: Language): Filter[] {
  const sectors = new Set(rows.map(({ sector }) => sector).filter((sector) => knownSectors.has(sector)));
  const languages = new Set(rows.flatMap(({ languages }) => languages).filter((code) => code !== "fr" || spoken !== "fr"));
  const access = new Set(rows.flatMap(({ access }) => access));
  const filters: Filter[] = [
    { field: "accepting", value: "new" },
    ...[...sectors].sort().map((value) => ({ field: "sector", value }) as const),
    ...[...languages].sort().map((value) => ({ field: "language", value }) as const),
    ...[...access].sort().map((value) => ({ field: "access", value }) as const),
  ];
  const dividing = filters.filter((filter) => countOf(rows, filter) > 0 && countOf(rows, filter) < rows.length);
  return [...dividing, { field: "channel", value: "video" }, { field: "channel", value: "home" }];
}

export function countOf(rows: readonly SearchRow[], { field, value }: Filter): number {
  const fits: Record<Exclude<Filter["field"], "channel">, (row: SearchRow) => boolean> = {
    sector: (row) => row.sector === value,
    language: (row) => row.languages.includes(value),
    accepting: (row) => row.accepts_new,
    access: (row) => row.access.some((each) => each === value),
  };
  return field === "channel" ? rows.length : rows.filter(fits[field]).length;
}

/** The platform counts no further: these, or more (API.md, `POST /v1/search`). */
const mostCounted = 200;

export function shortCount(total: number | undefined): string | undefined {
  return total === mostCounted ? `${mostCounted}+` : total?.toString();
}
