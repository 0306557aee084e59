/** How long a practice has to answer what a person asks of it (SPEC 19, which names the sources). Days in, days out. */
import { dayOf, momentOf } from "./shapes";

export const clocks = ["none", "eight_days", "one_month", "two_months"] as const;
/** What runs since a letter; all that a server is told of what was asked. */
export type Clock = (typeof clocks)[number];

const dayLength = 86_400_000;
const reflection = 2 * dayLength;
const extendedMonths = 3;
// Public holidays of France; those that Easter moves are counted from it.
const fixed = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"];
const afterEaster = [1, 39, 50];

/** The last day for the answer; "" where no clock runs. */
export function dueDay(clock: Clock, asked: string, extended = false): string {
  if (clock === "none") return "";
  if (clock === "eight_days") return later(asked, 8);
  if (clock === "two_months") return monthsLater(asked, 2);
  return nextWorkingDay(monthsLater(asked, extended ? extendedMonths : 1));
}

/** Whether more time can be taken still: once, of one month, before that is over. */
export function mayExtend(clock: Clock, asked: string, today: string): boolean {
  return clock === "one_month" && today <= dueDay(clock, asked);
}

/** From when on an answer may be given: medical information waits two days, in which a person may think again. */
export function opensAt(clock: Clock, at: string): string {
  const waits = clock === "eight_days" || clock === "two_months";
  return waits ? momentOf(new Date(Date.parse(at) + reflection)) : at;
}

function later(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength));
}

/** The same day of a later month, or the last of one that is shorter. */
function monthsLater(day: string, months: number): string {
  const [year, month, number] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month - 1 + months, Math.min(number, last))));
}

function nextWorkingDay(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || isHoliday(day) ? nextWorkingDay(later(day, 1)) : day;
}

function isHoliday(day: string): boolean {
  const easter = easterOf(Number(day.slice(0, 4)));
  return fixed.includes(day.slice(5)) || afterEaster.some((days) => later(easter, days) === day);
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterOf(year: number): string {
  const { floor } = Math;
  const [century, ofCentury, golden] = [floor(year / 100), year % 100, year % 19];
  const moon = floor((century + 8) / 25);
  const epact = (19 * golden + century - floor(century / 4) - floor((century - moon + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  return dayOf(new Date(Date.UTC(year, floor(sum / 31) - 1, (sum % 31) + 1)));
}
