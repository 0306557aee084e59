/** Dates, hours and numbers as a reader would say them. Pure: the language, the zone and the moment come in. */
import type { Language } from "./words.svelte";

/** A calendar day, "2026-12-01", that belongs to no time zone. */
export type Day = string;

const tags: Record<Language, string> = { fr: "fr-FR", en: "en-GB" };
const cache = new Map<string, Intl.DateTimeFormat>();

/** "mardi 1er décembre", with the year when it is not the current one. */
export function longDay(day: Day, language: Language, today?: Day): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  if (today !== undefined && today.slice(0, 4) !== day.slice(0, 4)) options.year = "numeric";
  return ordinal(format(options, language).format(noon(day)), language);
}

/** "1er décembre 2026" */
export function fullDate(day: Day, language: Language): string {
  return ordinal(format({ day: "numeric", month: "long", year: "numeric" }, language).format(noon(day)), language);
}

/** "mar. 1er déc.", as the head of a column */
export function shortDay(day: Day, language: Language): { weekday: string; date: string } {
  return {
    weekday: format({ weekday: "short" }, language).format(noon(day)),
    date: ordinal(format({ day: "numeric", month: "short" }, language).format(noon(day)), language),
  };
}

/** "9 h 40" in French, "09:40" in English. */
export function clock(minutes: number, language: Language): string {
  const hour = Math.floor(minutes / 60);
  const minute = String(minutes % 60).padStart(2, "0");
  if (language === "fr") return minute === "00" ? `${hour}\u00a0h` : `${hour}\u00a0h\u00a0${minute}`;
  return `${String(hour).padStart(2, "0")}:${minute}`;
}

/** "30 min", "1 h 15" */
export function duration(minutes: number, language: Language): string {
  if (minutes < 60) return `${minutes}\u00a0min`;
  if (language === "fr") return clock(minutes, "fr");
  return minutes % 60 === 0 ? `${minutes / 60}\u00a0h` : `${Math.floor(minutes / 60)}\u00a0h\u00a0${minutes % 60}`;
}

/** A visit's clock, or UTC where nobody knows it: one practice's mistake spoils no whole file. */
export function zoneOf(name: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    return "UTC";
  }
}

/** The day and the minute of the day at which a moment falls on a wall clock in `zone`. */
export function wallClock(moment: Date, zone: string): { day: Day; minutes: number } {
  const parts = Object.fromEntries(
    format(
      { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone },
      "en",
    )
      .formatToParts(moment)
      .map((part) => [part.type, part.value]),
  );
  return { day: `${parts["year"]}-${parts["month"]}-${parts["day"]}`, minutes: Number(parts["hour"]) * 60 + Number(parts["minute"]) };
}

export function plusDays(day: Day, days: number): Day {
  const moment = noon(day);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** Monday of the week that holds this day. */
export function monday(day: Day): Day {
  return plusDays(day, -((noon(day).getUTCDay() + 6) % 7));
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000);
}

export function number(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(tags[language], { maximumFractionDigits: digits }).format(value);
}

function noon(day: Day): Date {
  return new Date(`${day}T12:00:00Z`);
}

function ordinal(text: string, language: Language): string {
  return language === "fr" ? text.replace(/(^|\s)1(?=\s)/, "$11er") : text;
}

function format(options: Intl.DateTimeFormatOptions, language: Language): Intl.DateTimeFormat {
  const complete = { timeZone: "UTC", ...options };
  const key = language + JSON.stringify(complete);
  const known = cache.get(key) ?? new Intl.DateTimeFormat(tags[language], complete);
  cache.set(key, known);
  return known;
}
