/**
 * When a schedule is open and which times are free, by the platform's own rules: five-minute steps of elapsed time
 * since local midnight, starts counted from the beginning of each unbroken stretch. Pure.
 */
import type { Day, Moment, PublishedSchedule, Window } from "../../worker/door-types";
import { plusDays } from "../../words/dates";
import { dayBegins, dayLength, later, minutesBetween, placeOf, readClock, weekdayOf } from "./clock";

/** Minutes on the wall. */
export interface Span {
  from: number;
  to: number;
}

/** Something that takes time: a visit or an absence. */
export interface Busy {
  start: Moment;
  end: Moment;
}

export type OpeningRules = Pick<PublishedSchedule, "windows" | "exceptions" | "cycle" | "extra">;
export type Bookable = OpeningRules & Pick<PublishedSchedule, "step" | "notice_minutes" | "horizon_days">;
type Stepped = OpeningRules & Pick<PublishedSchedule, "step">;

const position = 5;

/** The day's exception if there is one, else its weekday unless it is a holiday, and what is open besides; in order, and joined where they touch. */
export function windowsOn(rules: OpeningRules, day: Day, holiday = false): readonly Span[] {
  const of = (days: OpeningRules["exceptions"]) => days.find((one) => one.day === day)?.windows;
  return joined([...(of(rules.exceptions) ?? (holiday ? [] : weeklyOn(rules, day))), ...(of(rules.extra ?? []) ?? [])].flatMap(spanOf));
}

function weeklyOn(rules: OpeningRules, day: Day): readonly Window[] {
  return rules.windows.filter(({ weekday, weeks }) => weekday === weekdayOf(day) && (weeks === undefined || weeks.includes(weekOf(rules, day))));
}

/** Which week of the cycle a day lies in; weeks begin on Monday. */
function weekOf({ cycle }: OpeningRules, day: Day): number {
  if (cycle === undefined) return 1;
  const weeks = (mondayNumber(day) - mondayNumber(cycle.anchor)) / 7;
  return (((weeks % cycle.weeks) + cycle.weeks) % cycle.weeks) + 1;
}

function mondayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000 - weekdayOf(day);
}

export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}

/** When a visit of so many minutes may begin on this day. */
export function freeStarts(rules: Stepped, day: Day, zone: string, duration: number, busy: readonly Busy[]): readonly Moment[] {
  const midnight = dayBegins(day, zone);
  const today = openPositions(rules, day, zone);
  const free = [...today, ...openPositions(rules, plusDays(day, 1), zone)];
  for (const { start, end } of busy) free.fill(false, positionOf(midnight, start), positionOf(midnight, end, Math.ceil));
  return gridOf(today, rules.step / position)
    .filter((first) => free.slice(first, first + duration / position).every(Boolean) && first + duration / position <= free.length)
    .map((first) => later(midnight, first * position));
}

/** Those of the free starts that a patient may take now: after the notice and before the horizon. */
export function bookableStarts(schedule: Bookable, day: Day, zone: string, duration: number, busy: readonly Busy[], now: Moment): readonly Moment[] {
  if (day > plusDays(placeOf(now, zone).day, schedule.horizon_days)) return [];
  const earliest = later(now, schedule.notice_minutes);
  return freeStarts(schedule, day, zone, duration, busy).filter((start) => start >= earliest);
}

/** Each position of the day: whether the clock then lies in a window. */
function openPositions(rules: OpeningRules, day: Day, zone: string): boolean[] {
  const windows = windowsOn(rules, day);
  return wallMinutes(day, zone).map((minute) => windows.some(({ from, to }) => from <= minute && minute + position <= to));
}

function wallMinutes(day: Day, zone: string): number[] {
  const length = dayLength(day, zone);
  const midnight = dayBegins(day, zone);
  const minutes = Array.from({ length: length / position }, (_, index) => index * position);
  return length === 1440 ? minutes : minutes.map((elapsed) => placeOf(later(midnight, elapsed), zone).minutes);
}

/** Every `step` positions from the beginning of each unbroken stretch. */
function gridOf(open: readonly boolean[], step: number): number[] {
  const starts: number[] = [];
  let since = 0;
  open.forEach((isOpen, index) => {
    if (!isOpen) since = index + 1;
    else if ((index - since) % step === 0) starts.push(index);
  });
  return starts;
}

function positionOf(midnight: Moment, moment: Moment, round: (value: number) => number = Math.floor): number {
  return Math.max(0, round(minutesBetween(midnight, moment) / position));
}

function spanOf({ from, to }: Window): Span[] {
  const start = readClock(from);
  const end = readClock(to);
  return start === undefined || end === undefined || end <= start ? [] : [{ from: start, to: end }];
}
