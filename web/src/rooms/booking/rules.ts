/** Which step a booking stands at, and what may be said of a person. Pure. */
import { DoorError, type Day, type Identity, type Moment, type PublishedPractitioner } from "../../worker/door-types";

export const steps = ["motive", "time", "person", "confirm"] as const;
export type StepName = (typeof steps)[number];

/** The furthest step whose questions before it are answered. */
export function reached(answers: { motive: boolean; time: boolean; person: boolean }): number {
  if (!answers.motive) return 0;
  if (!answers.time) return 1;
  return answers.person ? 3 : 2;
}

export type PersonError = Partial<Record<keyof Identity, "missing" | "future" | "shape">>;

/** A practice must know who comes and how to reach them: name, birth date, and one of telephone and e-mail. */
export function personErrors(person: Identity, today: Day): PersonError {
  const errors: PersonError = {};
  if (person.given.trim() === "") errors.given = "missing";
  if (person.family.trim() === "") errors.family = "missing";
  if (person.birth_date === "") errors.birth_date = "missing";
  else if (person.birth_date > today) errors.birth_date = "future";
  if (person.phone.trim() === "" && person.email.trim() === "") errors.phone = "missing";
  else if (person.phone.trim() !== "" && person.phone.replaceAll(/\D/g, "").length < 6) errors.phone = "shape";
  if (person.email.trim() !== "" && !/^[^\s@]+@[^\s@]+$/.test(person.email.trim())) errors.email = "shape";
  return errors;
}

export function trimmed(person: Identity): Identity {
  const { given, family, birth_date, phone, email } = person;
  return { given: given.trim(), family: family.trim(), birth_date, phone: phone.trim(), email: email.trim() };
}

/** Nobody's name yet, but the contact of whoever books: a parent is called, not the child. */
export function someoneElse(profile: Identity): Identity {
  return { given: "", family: "", birth_date: "", phone: profile.phone, email: profile.email };
}

/** A colleague who is free about then, for the same motive. */
export interface Elsewhere {
  practitioner: PublishedPractitioner;
  start: Moment;
}

/** The free time nearest to the one that was wanted. */
export function nearest(starts: readonly Moment[], wanted: Moment): Moment | undefined {
  return byDistance(starts, wanted)[0];
}

function byDistance(starts: readonly Moment[], wanted: Moment): Moment[] {
  const away = (start: Moment): number => Math.abs(Date.parse(start) - Date.parse(wanted));
  return starts.toSorted((a, b) => away(a) - away(b));
}

/** How many are proposed in the place of a time that is gone. */
const most = 3;

/** The nearest ones, before and after, as they come in the day; never the one that is gone. */
export function nearestTimes(starts: readonly Moment[], wanted: Moment): readonly Moment[] {
  const others = [...new Set(starts)].filter((start) => start !== wanted);
  return byDistance(others, wanted).slice(0, most).sort();
}

/** The times that came with a refusal. */
export function proposedTimes(error: unknown): readonly Moment[] {
  return error instanceof DoorError ? error.next : [];
}

const gone: ReadonlySet<string> = new Set(["time_taken", "quota_reached", "outside_opening_hours", "too_late", "beyond_horizon"]);

/** Whether a refusal means that this very time cannot be had, however often one asks. */
export function isGone(code: string): boolean {
  return gone.has(code);
}
