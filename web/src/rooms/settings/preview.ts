/** What a rule being edited does to a week: the times it gives, those it adds and those it takes away. Pure. */
import type { Agenda, Day, Moment, ServiceClass } from "../../worker/door-types";
import { plusDays } from "../../words/dates";
import { later } from "../practice/clock";
import { type Bookable, bookableStarts, type Busy } from "../practice/opening";

export interface PreviewTime {
  start: Moment;
  /** Against what is published: there before and after, only after, only before. */
  change: "same" | "added" | "removed";
}

export interface PreviewDay {
  day: Day;
  times: readonly PreviewTime[];
}

export interface Question {
  monday: Day;
  zone: string;
  duration: number;
  busy: readonly Busy[];
  now: Moment;
}

export function previewOf(published: Bookable | undefined, draft: Bookable, question: Question): readonly PreviewDay[] {
  return Array.from({ length: 7 }, (_, index) => plusDays(question.monday, index)).map((day) => {
    const before = startsOf(published, day, question);
    const after = startsOf(draft, day, question);
    return { day, times: [...new Set([...before, ...after])].sort().map((start) => ({ start, change: changeOf(before.includes(start), after.includes(start)) })) };
  });
}

function startsOf(schedule: Bookable | undefined, day: Day, { zone, duration, busy, now }: Question): readonly Moment[] {
  return schedule === undefined ? [] : bookableStarts(schedule, day, zone, duration, busy, now);
}

function changeOf(before: boolean, after: boolean): PreviewTime["change"] {
  if (before && after) return "same";
  return after ? "added" : "removed";
}

type Kept = Readonly<{ audiences?: readonly ServiceClass["audience"][] }>;

/** Without the hours that are kept for another public. */
export function openTo<T extends Bookable>(schedule: T, audience: ServiceClass["audience"]): T {
  const isOpen = ({ audiences }: Kept): boolean => audiences === undefined || audiences.includes(audience);
  const exceptions = schedule.exceptions.map((one) => ({ ...one, windows: one.windows.filter(isOpen) }));
  return { ...schedule, windows: schedule.windows.filter(isOpen), exceptions };
}

/** Everything that already takes this calendar's time. */
export function busyOf({ visits, absences }: Agenda, schedule: string): readonly Busy[] {
  const live = visits.filter((visit) => visit.schedule === schedule && visit.state !== "cancelled");
  const away = absences.filter((absence) => absence.schedule === schedule);
  return [...live.map(({ start, duration }) => ({ start, end: later(start, duration) })), ...away];
}

export function countOf(days: readonly PreviewDay[], change: PreviewTime["change"]): number {
  return days.flatMap(({ times }) => times).filter((time) => time.change === change).length;
}
