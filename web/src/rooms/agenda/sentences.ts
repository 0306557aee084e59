/** Times, people and motives of the agenda as they are written and read aloud. */
import { clock, longDay, type Day } from "../../words/dates";
import { type Language, locale, t } from "../../words/words.svelte";
import type { Pair } from "../../ui/Pairs.svelte";
import type { Absence, Identity, Moment, Publication, PublishedPractitioner, Visit } from "../../worker/door-types";
import { placeOf } from "../practice/clock";
import { nameOf } from "./people";

export function visitName({ unreadable, patient }: Visit): string {
  return unreadable ? t("visit-unreadable") : nameOf(patient) || t("visit-nameless");
}

export function practitionerName({ prefix, given, family }: Pick<PublishedPractitioner, "prefix" | "given" | "family">): string {
  return [prefix, given, family].filter(Boolean).join(" ");
}

/** "Dr Martin", for the head of a column. */
export function shortPractitioner({ prefix, given, family }: PublishedPractitioner): string {
  return prefix ? `${prefix} ${family}` : [given, family].filter(Boolean).join(" ");
}

export function practitionerOf(publication: Publication, schedule: string): PublishedPractitioner | undefined {
  const id = publication.schedules.find((one) => one.schedule === schedule)?.practitioner;
  return publication.practitioners.find(({ practitioner }) => practitioner === id);
}

/** How somebody is reached, each a link to do so. */
export function contactOf({ phone, email }: Pick<Identity, "phone" | "email">): Pair[] {
  return [
    { name: t("patient-phone"), value: phone, href: `tel:${phone.replaceAll(" ", "")}` },
    { name: t("patient-email"), value: email, href: `mailto:${email}` },
  ];
}

/** −1 for a motive that the practice has published no longer. */
export function motiveIndex(publication: Publication, motive: string): number {
  return publication.motives.findIndex((one) => one.motive === motive);
}

export function motiveLabel(publication: Publication, motive: string, language: Language): string {
  return publication.motives[motiveIndex(publication, motive)]?.labels[language] ?? (motive || t("motive-none"));
}

export function timeSentence(moment: Moment, zone: string, language: Language): string {
  return clock(placeOf(moment, zone).minutes, language);
}

/** "mardi 1er décembre à 9 h 40" */
export function momentSentence(moment: Moment, zone: string, language: Language): string {
  const { day, minutes } = placeOf(moment, zone);
  return t("day-at", { day: longDay(day, language), time: clock(minutes, language) });
}

/** Within one day the day is said once. */
export function absenceSentence({ start, end }: Pick<Absence, "start" | "end">, zone: string, language: Language): string {
  const first = placeOf(start, zone);
  const last = placeOf(end, zone);
  const from = clock(first.minutes, language);
  if (first.day === last.day) return t("span-day", { day: longDay(first.day, language), from, to: clock(last.minutes, language) });
  return t("span-days", { from: momentSentence(start, zone, language), to: momentSentence(end, zone, language) });
}

/** The heading of what is shown: a full day, or the first and last of a week. */
export function rangeSentence(from: Day, to: Day, today: Day, language: Language): string {
  if (from === to) return longDay(from, language, today);
  const month = from.slice(0, 7) === to.slice(0, 7) ? "long" : "short";
  const year = to.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: "numeric" } as const);
  const format = new Intl.DateTimeFormat(locale(language), { day: "numeric", month, timeZone: "UTC", ...year });
  return format.formatRange(new Date(`${from}T12:00:00Z`), new Date(`${to}T12:00:00Z`));
}

/** Calendars by the name of their practitioner; numbered where one has several. */
export function scheduleOptions(publication: Publication): { value: string; label: string }[] {
  return publication.schedules.map(({ schedule, practitioner }) => {
    const own = publication.schedules.filter((one) => one.practitioner === practitioner);
    const person = practitionerOf(publication, schedule);
    const name = person === undefined ? "" : practitionerName(person);
    return { value: schedule, label: own.length === 1 ? name : `${name} (${own.findIndex((one) => one.schedule === schedule) + 1})` };
  });
}
