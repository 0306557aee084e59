/** What the grid of an agenda shows: its columns, what lies in them, which hours, and the free places between. Pure. */
import type { Absence, Day, PublishedPractitioner, Publication, PublishedSchedule, Visit } from "../../worker/door-types";
import { daysBetween, monday, plusDays } from "../../words/dates";
import { dayLength, momentAt, placeOf } from "../practice/clock";
import { joined, type Span, windowsOn } from "../practice/opening";
import { sideBySide, type Placed } from "./layout";

export type View = "day" | "week";

/** A day of one practitioner, or of all. */
export interface Column {
  id: string;
  day: Day;
  practitioner: PublishedPractitioner | undefined;
  schedules: readonly PublishedSchedule[];
  /** The name of the public holiday on which these calendars are closed; "" on most days. */
  holiday: string;
}

export type Item = Span & Placed & { id: string } & ({ kind: "visit"; visit: Visit } | { kind: "absence"; absence: Absence });

/** A free place; `open` says whether it lies within opening hours. */
export interface Slot extends Span {
  id: string;
  open: boolean;
}

export interface FilledColumn extends Column {
  open: readonly Span[];
  items: readonly Item[];
  slots: readonly Slot[];
}

export interface Shown {
  publication: Publication;
  visits: readonly Visit[];
  absences: readonly Absence[];
  holidays: ReadonlyMap<Day, string>;
}

const wholeDay = 1440;
const usualHours: Span = { from: 8 * 60, to: 19 * 60 };
/** Shorter than this no finger and no eye can tell two places apart. */
const finest = 10;

/** First and last day on the screen. */
export function daysOf(view: View, day: Day): { from: Day; to: Day } {
  return view === "day" ? { from: day, to: day } : { from: monday(day), to: plusDays(monday(day), 6) };
}

/** In the day view a column for each practitioner; in the week view one for each day that is open or has something in it. */
export function columnsOf(view: View, day: Day, practitioner: string, shown: Shown): readonly Column[] {
  const { publication } = shown;
  const people = publication.practitioners.filter((one) => practitioner === "" || one.practitioner === practitioner);
  if (view === "day") return people.map((one) => columnOf(shown, day, one));
  const only = people.length === 1 ? people[0] : undefined;
  const { from, to } = daysOf("week", day);
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => plusDays(from, index));
  const columns = days.map((one) => columnOf(shown, one, only));
  return columns.filter((column, index) => index < 5 || isUsed(column, shown));
}

function columnOf({ publication, holidays }: Shown, day: Day, practitioner: PublishedPractitioner | undefined): Column {
  const schedules = publication.schedules.filter((one) => practitioner === undefined || one.practitioner === practitioner.practitioner);
  return { id: `${day}.${practitioner?.practitioner ?? ""}`, day, practitioner, schedules, holiday: holidays.get(day) ?? "" };
}

function isUsed(column: Column, shown: Shown): boolean {
  return openOf(column).length > 0 || visitsIn(column, shown).length > 0;
}

export function openOf({ schedules, day, holiday }: Column): readonly Span[] {
  return joined(schedules.flatMap((schedule) => windowsOn(schedule, day, holiday !== "")));
}

/** Everything in the column, laid out; cancelled visits have left the day. */
export function itemsOf(column: Column, shown: Shown): readonly Item[] {
  const zone = shown.publication.time_zone;
  const visits = visitsIn(column, shown).map((visit) => ({ kind: "visit", id: `${column.id}/${visit.appointment}`, visit, ...visitSpan(visit, zone) }) as const);
  const absences = shown.absences
    .filter(({ schedule }) => holds(column, schedule))
    .map((absence) => ({ kind: "absence", id: `${column.id}/${absence.absence}`, absence, ...absenceSpan(absence, column.day, zone) }) as const);
  const all = [...visits, ...absences.filter(({ from, to }) => from < to)];
  const places = sideBySide(all);
  return all.map((item, index) => ({ ...item, ...(places[index] ?? { lane: 0, lanes: 1, width: 1 }) }));
}

function visitsIn(column: Column, { visits, publication }: Shown): readonly Visit[] {
  const zone = publication.time_zone;
  return visits.filter(({ state, schedule, start }) => state !== "cancelled" && holds(column, schedule) && placeOf(start, zone).day === column.day);
}

function holds({ schedules }: Column, schedule: string): boolean {
  return schedules.some((one) => one.schedule === schedule);
}

/** By the clock on the wall, so that nine o'clock lies level in every column, also when the clocks change at night. */
export function visitSpan({ start, duration }: Pick<Visit, "start" | "duration">, zone: string): Span {
  const { minutes } = placeOf(start, zone);
  return { from: minutes, to: Math.min(wholeDay, minutes + duration) };
}

function absenceSpan({ start, end }: Absence, day: Day, zone: string): Span {
  const first = placeOf(start, zone);
  const last = placeOf(end, zone);
  const from = first.day < day ? 0 : first.day > day ? wholeDay : first.minutes;
  return { from, to: last.day > day ? wholeDay : last.day < day ? 0 : last.minutes };
}

/** Whole hours that hold all opening hours and everything booked, with half an hour of air. */
export function hoursOf(columns: readonly Column[], items: readonly Item[]): Span {
  const visits = items.filter(({ kind }) => kind === "visit");
  const spans = [...columns.flatMap(openOf), ...visits];
  if (spans.length === 0) return usualHours;
  const from = Math.min(...spans.map((span) => span.from)) - 30;
  const to = Math.max(...spans.map((span) => span.to)) + 30;
  return { from: Math.max(0, Math.floor(from / 60) * 60), to: Math.min(wholeDay, Math.ceil(to / 60) * 60) };
}

export function rasterOf({ schedules }: Pick<Column, "schedules">): number {
  const step = Math.min(60, ...schedules.map((schedule) => schedule.step));
  return step * Math.ceil(finest / step);
}

/** The free places of a column: the gaps between its items, cut where visits usually begin. */
export function slotsOf(column: Column, items: readonly Item[], hours: Span, zone: string): readonly Slot[] {
  const open = openOf(column);
  const marks = marksOf(open, rasterOf(column), hours);
  const gaps = gapsBetween(items, hours);
  const slots = gaps.flatMap((gap) => cut(gap, marks)).map(({ from, to }) => ({ id: `${column.id}/${from}`, from, to, open: open.some((one) => one.from <= from && from < one.to) }));
  return dayLength(column.day, zone) < wholeDay ? slots.filter(({ from }) => momentAt(column.day, from, zone) !== undefined) : slots;
}

function gapsBetween(items: readonly Span[], hours: Span): Span[] {
  const gaps: Span[] = [];
  let from = hours.from;
  for (const taken of joined(items)) {
    if (taken.from > from) gaps.push({ from, to: Math.min(taken.from, hours.to) });
    from = Math.max(from, taken.to);
  }
  if (from < hours.to) gaps.push({ from, to: hours.to });
  return gaps.filter((gap) => gap.from < gap.to);
}

/** Within opening hours counted from each opening, as the platform counts; elsewhere from the full hour. */
function marksOf(open: readonly Span[], raster: number, hours: Span): number[] {
  const marks = new Set<number>();
  const closed = gapsBetween(open, hours);
  for (const { from, to } of open) for (let mark = from; mark < to; mark += raster) marks.add(mark);
  for (const { from, to } of closed) {
    marks.add(from);
    for (let mark = Math.ceil(from / raster) * raster; mark < to; mark += raster) marks.add(mark);
  }
  return [...marks].sort((a, b) => a - b);
}

function cut({ from, to }: Span, marks: readonly number[]): Span[] {
  const inside = marks.filter((mark) => from < mark && mark < to);
  const edges = [from, ...inside, to];
  return edges.slice(1).map((end, index) => ({ from: edges[index] ?? from, to: end }));
}

/** Where a thing dragged by its upper edge would begin: on the nearest mark, and within the day. */
export function snapped(column: Column, minutes: number, hours: Span): number {
  const marks = marksOf(openOf(column), rasterOf(column), hours);
  return marks.reduce((best, mark) => (Math.abs(mark - minutes) < Math.abs(best - minutes) ? mark : best), marks[0] ?? hours.from);
}

/** The calendar for a new visit at this time: one that is open then and has nothing there, else one that is open, else the first. */
export function scheduleFor(column: Column, minutes: number, items: readonly Item[]): PublishedSchedule | undefined {
  const open = column.schedules.filter((one) => windowsOn(one, column.day, column.holiday !== "").some(({ from, to }) => from <= minutes && minutes < to));
  const busy = new Set(items.filter(({ from, to }) => from <= minutes && minutes < to).map((item) => (item.kind === "visit" ? item.visit.schedule : item.absence.schedule)));
  return open.find(({ schedule }) => !busy.has(schedule)) ?? open[0] ?? column.schedules[0];
}
