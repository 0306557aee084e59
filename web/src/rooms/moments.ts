/** Moments as the app says them: on the practice's wall clock, in the reader's language. */
import type { FreeStarts } from "../api/directory";
import type { FreeDay, FreeTime } from "../ui/TimeStrip.svelte";
import { clock, longDay, shortDay, wallClock } from "../words/dates";
import { currentLanguage, t } from "../words/words.svelte";
import type { Day, Moment } from "../worker/door-types";

/** "mardi 1er décembre à 9 h 40" */
export function sayMoment(moment: Moment, zone: string): string {
  const { day } = wallClock(new Date(moment), zone);
  return t("moment", { day: longDay(day, currentLanguage(), today(zone)), time: sayClock(moment, zone) });
}

/** "9 h 40" */
export function sayClock(moment: Moment, zone: string): string {
  return clock(wallClock(new Date(moment), zone).minutes, currentLanguage());
}

/** "mardi 1er décembre" */
export function sayDay(moment: Moment, zone: string): string {
  return longDay(wallClock(new Date(moment), zone).day, currentLanguage(), today(zone));
}

/** The days of a strip, each time under the day it falls on. */
export function freeDays(days: readonly FreeStarts[], zone: string): FreeDay[] {
  return days.map(({ day, starts }) => ({
    id: day,
    ...shortDay(day, currentLanguage()),
    times: starts.map((start): FreeTime => ({ id: start, label: sayClock(start, zone), name: sayMoment(start, zone) })),
  }));
}

/** Said only when the practice's clock is not the reader's: "Heures de Réunion". */
export function zoneNote(moment: Moment, zone: string): string | undefined {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [there, mine] = [zone, here].map((one) => wallClock(new Date(moment), one));
  if (there?.day === mine?.day && there?.minutes === mine?.minutes) return undefined;
  return t("times-of", { place: (zone.split("/").at(-1) ?? zone).replaceAll("_", " ") });
}

export function today(zone: string): Day {
  return wallClock(new Date(), zone).day;
}
