/** Opening a practice and joining one: what must be said, and what an invitation looks like. Pure. */
import type { Specialty } from "../../api/directory";
import type { Language } from "../../words/words.svelte";
import type { Member, NewPractice } from "../../worker/door-types";

/** What the form asks; the rest of a publication can wait for the settings. */
export interface Opening {
  practice: string;
  line: string;
  postcode: string;
  town: string;
  phone: string;
  prefix: string;
  given: string;
  family: string;
  specialty: string;
  role: Member["role"];
}

export type Missing = Partial<Record<keyof Opening, true>>;

const required: readonly (keyof Opening)[] = ["practice", "line", "postcode", "town", "given", "family"];

export function missingIn(opening: Opening): Missing {
  const missing = required.filter((field) => opening[field].trim() === "");
  if (opening.role === "practitioner" && opening.specialty === "") missing.push("specialty");
  return Object.fromEntries(missing.map((field) => [field, true]));
}

/** Where a town lies, as the directory of places says. */
export interface Located {
  code: string;
  latitude_e6: number;
  longitude_e6: number;
}

/**
 * A practice as it is first published: open on weekday mornings and afternoons, one kind of visit, bookable by
 * nobody before it is listed. A secretary opens it without any practitioner; the settings add one.
 */
export function firstPublication(opening: Opening, profession: string, place: Located, ids: { practitioner: string; schedule: string }): NewPractice {
  const text = (field: keyof Opening): string => opening[field].trim();
  const sees = opening.role === "practitioner";
  const person = { prefix: text("prefix"), given: text("given"), family: text("family"), profession, specialty: text("specialty") };
  return {
    name: text("practice"),
    fictitious: false,
    attended: true,
    address: { line: text("line"), postcode: text("postcode"), town: text("town"), town_code: place.code, latitude_e6: place.latitude_e6, longitude_e6: place.longitude_e6 },
    time_zone: "Europe/Paris",
    phone: text("phone"),
    practitioners: sees ? [{ practitioner: ids.practitioner, ...person, languages: ["fr"], sector: "", accepts_new: true, about: "" }] : [],
    classes: [{ class: "visit-20", duration: 20, channel: "office", audience: "public" }],
    motives: [{ motive: "consultation", labels: { fr: "Consultation", en: "Consultation" }, class: "visit-20", practitioners: [], instructions: { fr: "", en: "" } }],
    schedules: sees ? [{ schedule: ids.schedule, practitioner: ids.practitioner, ...firstRules() }] : [],
  };
}

/** What a new calendar starts with. */
export function firstRules() {
  const hours = [
    { from: "09:00", to: "12:00" },
    { from: "14:00", to: "18:00" },
  ];
  const windows = [1, 2, 3, 4, 5].flatMap((weekday) => hours.map((one) => ({ weekday, ...one })));
  return { step: 20, classes: ["visit-20"], notice_minutes: 120, horizon_days: 90, windows, exceptions: [] };
}

/** 16 random bytes, as every identifier of the protocol. */
/** What somebody may say that they are, from A to Z: they know their own title. */
export function specialtyOptions(known: readonly Specialty[], language: Language): { value: string; label: string }[] {
  const options = known.map(({ code, labels }) => ({ value: code, label: labels[language] }));
  return options.sort((one, other) => one.label.localeCompare(other.label, language));
}

export function newIdentifier(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const linkShape = /[0-9a-f]{32}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/;

/** The invitation within whatever was pasted: the whole address, or only its end. */
export function linkIn(pasted: string): string | undefined {
  return linkShape.exec(pasted)?.[0];
}
