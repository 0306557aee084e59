/** Between the clock on a practice's wall and moments in UTC, also on the two days the clocks change. Pure. */
import type { Day, Moment } from "../../worker/door-types";
import { plusDays, wallClock } from "../../words/dates";

const minute = 60_000;

/** Where a moment lies on the wall: its day, and minutes as the clock shows them. */
export interface Place {
  day: Day;
  minutes: number;
}

/** An agenda asks for the same few thousand moments at every stroke. */
const known = new Map<string, Place>();
const mostKnown = 20_000;

export function placeOf(moment: Moment, zone: string): Place {
  const key = `${moment} ${zone}`;
  const place = known.get(key) ?? wallClock(new Date(moment), zone);
  if (known.size >= mostKnown) known.clear();
  known.set(key, place);
  return place;
}

/** A moment as the protocol writes it: UTC, whole seconds. */
export function momentOf(time: Date): Moment {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function later(moment: Moment, minutes: number): Moment {
  return momentOf(new Date(Date.parse(moment) + minutes * minute));
}

export function minutesBetween(from: Moment, to: Moment): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / minute);
}

/** The moment at which the wall shows this; the earlier of two in autumn, none in the hour that spring leaves out. */
export function momentAt(day: Day, minutes: number, zone: string): Moment | undefined {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * minute;
  return offsetsAround(wanted, zone)
    .map((offset) => wanted - offset)
    .filter((instant) => instant + offsetAt(instant, zone) === wanted)
    .sort((a, b) => a - b)
    .map((instant) => momentOf(new Date(instant)))[0];
}

/** The instant of local midnight; where the clocks jump over it, the instant they jump. */
export function dayBegins(day: Day, zone: string): Moment {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const [before = 0] = offsetsAround(wanted, zone);
  return momentAt(day, 0, zone) ?? momentOf(new Date(wanted - before));
}

/** 1440 minutes, but 1380 or 1500 on the days the clocks change. */
export function dayLength(day: Day, zone: string): number {
  return minutesBetween(dayBegins(day, zone), dayBegins(plusDays(day, 1), zone));
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
}

/** "08:30" as minutes since midnight; nothing for what is no time. */
export function readClock(text: string): number | undefined {
  if (text === "24:00") return 1440;
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

export function writeClock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** How far the wall is ahead of UTC a day before and a day after: no zone changes twice in between. */
function offsetsAround(instant: number, zone: string): number[] {
  return [offsetAt(instant - 1440 * minute, zone), offsetAt(instant + 1440 * minute, zone)];
}

function offsetAt(instant: number, zone: string): number {
  const { day, minutes } = wallClock(new Date(instant), zone);
  return Date.parse(`${day}T00:00:00Z`) + minutes * minute - Math.floor(instant / minute) * minute;
}
