/** Columns, hours and free places, on ordinary days and when the clocks change. */
import { expect, test } from "vitest";
import type { Absence, Publication, Visit } from "../../worker/door-types";
import { columnsOf, hoursOf, itemsOf, openOf, rasterOf, scheduleFor, type Shown, slotsOf, snapped, visitSpan } from "./grid";

const paris = "Europe/Paris";

function schedule(id: string, practitioner: string, windows: Publication["schedules"][number]["windows"]): Publication["schedules"][number] {
  return { schedule: id, practitioner, step: 20, classes: [], notice_minutes: 0, horizon_days: 60, windows, exceptions: [] };
}

const practitioner = { prefix: "Dr", given: "", profession: "", specialty: "", languages: [], sector: "", accepts_new: true, about: "" };
const publication = {
  time_zone: paris,
  practitioners: [
    { ...practitioner, practitioner: "p1", family: "Un" },
    { ...practitioner, practitioner: "p2", family: "Deux" },
  ],
  schedules: [
    schedule("s1", "p1", [{ weekday: 2, from: "08:30", to: "12:00" }]),
    schedule("s2", "p2", [{ weekday: 2, from: "09:00", to: "10:00" }, { weekday: 6, from: "09:00", to: "10:00" }]),
  ],
} as unknown as Publication;

function visit(start: string, more: Partial<Visit> = {}): Visit {
  return { appointment: start, schedule: "s1", start, duration: 20, state: "booked", ...more } as Visit;
}

function shown(visits: Visit[] = [], absences: Absence[] = []): Shown {
  return { publication, visits, absences, holidays: new Map([["2026-12-08", "Fête"]]) };
}

test("a day has a column for each practitioner, a week one for each day in use", () => {
  expect(columnsOf("day", "2026-12-01", "", shown()).map(({ practitioner: one }) => one?.family)).toEqual(["Un", "Deux"]);
  expect(columnsOf("week", "2026-12-01", "p1", shown()).map(({ day }) => day.slice(8))).toEqual(["30", "01", "02", "03", "04"]);
  expect(columnsOf("week", "2026-12-01", "", shown()).map(({ day }) => day.slice(8))).toEqual(["30", "01", "02", "03", "04", "05"]);
  expect(columnsOf("week", "2026-12-01", "p1", shown([visit("2026-12-06T09:00:00Z")])).at(-1)?.day).toBe("2026-12-06");
});

test("a holiday is closed and has its name", () => {
  const [column] = columnsOf("day", "2026-12-08", "p1", shown());
  expect([column?.holiday, openOf(column!)]).toEqual(["Fête", []]);
});

test("nine o'clock lies level before and after the clocks change", () => {
  expect(["2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z", "2026-03-29T07:00:00Z"].map((start) => visitSpan({ start, duration: 20 }, paris))).toEqual(
    Array(3).fill({ from: 540, to: 560 }),
  );
});

test("cancelled visits and other people's leave the column", () => {
  const [column] = columnsOf("day", "2026-12-01", "", shown());
  const visits = [visit("2026-12-01T08:00:00Z"), visit("2026-12-01T09:00:00Z", { state: "cancelled" }), visit("2026-12-01T09:20:00Z", { schedule: "s2" })];
  expect(itemsOf(column!, shown(visits)).map(({ from }) => from)).toEqual([540]);
});

test("an absence of several days fills the days between", () => {
  const absence = { absence: "a", schedule: "s1", start: "2026-11-30T16:00:00Z", end: "2026-12-02T11:00:00Z", reason: "" };
  const columns = columnsOf("week", "2026-12-01", "p1", shown());
  expect(columns.map((column) => itemsOf(column, shown([], [absence])).map(({ from, to }) => [from, to]))).toEqual([[[1020, 1440]], [[0, 1440]], [[0, 720]], [], []]);
});

test("the hours shown hold openings and visits", () => {
  const columns = columnsOf("day", "2026-12-01", "", shown());
  expect(hoursOf(columns, [])).toEqual({ from: 480, to: 780 });
  expect(hoursOf(columns, itemsOf(columns[0]!, shown([visit("2026-12-01T19:10:00Z")])))).toEqual({ from: 480, to: 1260 });
  expect(hoursOf(columnsOf("day", "2026-12-02", "", shown()), [])).toEqual({ from: 480, to: 1140 });
});

test("free places are cut where visits begin, and around what is taken", () => {
  const [column] = columnsOf("day", "2026-12-01", "p1", shown());
  const items = itemsOf(column!, shown([visit("2026-12-01T08:00:00Z")]));
  const slots = slotsOf(column!, items, { from: 480, to: 600 }, paris);
  expect(slots.map(({ from, to, open }) => [from, to, open])).toEqual([
    [480, 500, false],
    [500, 510, false],
    [510, 530, true],
    [530, 540, true],
    [560, 570, true],
    [570, 590, true],
    [590, 600, true],
  ]);
});

test("no free place in the hour that spring leaves out", () => {
  const sunday = { ...columnsOf("day", "2026-03-29", "p1", shown())[0]! };
  expect(slotsOf(sunday, [], { from: 60, to: 240 }, paris).map(({ from }) => from)).toEqual([60, 80, 100, 180, 200, 220]);
});

test("a dragged visit falls on a mark", () => {
  const [column] = columnsOf("day", "2026-12-01", "p1", shown());
  expect([511, 524, 900].map((minutes) => snapped(column!, minutes, { from: 480, to: 780 }))).toEqual([510, 530, 760]);
  expect(rasterOf({ schedules: [{ ...column!.schedules[0]!, step: 5 }] })).toBe(10);
});

test("a new visit goes to somebody who is there and free", () => {
  const [, tuesday] = columnsOf("week", "2026-12-01", "", shown());
  const items = itemsOf(tuesday!, shown([visit("2026-12-01T08:00:00Z")]));
  expect(scheduleFor(tuesday!, 540, items)?.schedule).toBe("s2");
  expect(scheduleFor(tuesday!, 510, items)?.schedule).toBe("s1");
  expect(scheduleFor(tuesday!, 1200, items)?.schedule).toBe("s1");
});
