/** Free times come out as the platform counts them. */
import { expect, test } from "vitest";
import type { Moment } from "../../worker/door-types";
import { bookableStarts, freeStarts, joined, windowsOn } from "./opening";
import { placeOf, writeClock } from "./clock";

const paris = "Europe/Paris";
const rules = {
  step: 20,
  windows: [
    { weekday: 2, from: "14:00", to: "15:00" },
    { weekday: 2, from: "08:30", to: "09:30" },
    { weekday: 7, from: "01:00", to: "04:00" },
    { weekday: 5, from: "23:00", to: "24:00" },
    { weekday: 6, from: "00:00", to: "01:00" },
  ],
  exceptions: [
    { day: "2026-12-08", windows: [] },
    { day: "2026-12-15", windows: [{ from: "10:00", to: "10:40" }] },
  ],
};

function shown(starts: readonly Moment[]): string[] {
  return starts.map((start) => writeClock(placeOf(start, paris).minutes));
}

test("starts are counted from the beginning of each stretch", () => {
  expect(shown(freeStarts(rules, "2026-12-01", paris, 20, []))).toEqual(["08:30", "08:50", "09:10", "14:00", "14:20", "14:40"]);
  expect(shown(freeStarts(rules, "2026-12-01", paris, 40, []))).toEqual(["08:30", "08:50", "14:00", "14:20"]);
});

test("an exception replaces its weekday, and an empty one closes", () => {
  expect(freeStarts(rules, "2026-12-08", paris, 20, [])).toEqual([]);
  expect(shown(freeStarts(rules, "2026-12-15", paris, 20, []))).toEqual(["10:00", "10:20"]);
  expect(windowsOn(rules, "2026-12-02")).toEqual([]);
});

test("weeks of a cycle are counted from its anchor, over the year's end and before it", () => {
  const cycled = { ...rules, windows: [{ weekday: 1, from: "08:00", to: "09:00", weeks: [3] }], exceptions: [], cycle: { weeks: 3, anchor: "2026-12-31" } };
  const mondays = ["2026-11-30", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11", "2027-02-01"];
  expect(mondays.filter((day) => windowsOn(cycled, day).length > 0)).toEqual(["2026-11-30", "2026-12-21", "2027-01-11", "2027-02-01"]);
});

test("extra hours stand beside the others", () => {
  const more = { ...rules, extra: [{ day: "2026-12-08", windows: [{ from: "20:00", to: "21:00" }] }, { day: "2026-12-15", windows: [{ from: "10:40", to: "11:00" }] }] };
  expect([windowsOn(more, "2026-12-08"), windowsOn(more, "2026-12-15")]).toEqual([[{ from: 1200, to: 1260 }], [{ from: 600, to: 660 }]]);
});

test("visits and absences take their time, also when they begin the day before", () => {
  const busy = [
    { start: "2026-11-30T20:00:00Z", end: "2026-12-01T07:40:00Z" },
    { start: "2026-12-01T13:05:00Z", end: "2026-12-01T13:20:00Z" },
  ];
  expect(shown(freeStarts(rules, "2026-12-01", paris, 20, busy))).toEqual(["08:50", "09:10", "14:20", "14:40"]);
});

test("midnight breaks the count but not the visit", () => {
  expect(shown(freeStarts(rules, "2026-12-04", paris, 60, []))).toEqual(["23:00", "23:20", "23:40"]);
  expect(shown(freeStarts(rules, "2026-12-05", paris, 60, []))).toEqual(["00:00"]);
});

test("in spring the stretch is an hour shorter, in autumn an hour longer", () => {
  expect(shown(freeStarts({ ...rules, step: 60 }, "2026-03-29", paris, 60, []))).toEqual(["01:00", "03:00"]);
  expect(shown(freeStarts({ ...rules, step: 60 }, "2026-10-25", paris, 60, []))).toEqual(["01:00", "02:00", "02:00", "03:00"]);
});

test("windows that touch or overlap are one", () => {
  expect(joined([{ from: 60, to: 90 }, { from: 0, to: 30 }, { from: 30, to: 70 }])).toEqual([{ from: 0, to: 90 }]);
});

test("notice and horizon bound what patients may take", () => {
  const schedule = { ...rules, notice_minutes: 60, horizon_days: 7 };
  const on = (day: string) => shown(bookableStarts(schedule, day, paris, 20, [], "2026-12-01T07:15:00Z"));
  expect(on("2026-12-01")).toEqual(["14:00", "14:20", "14:40"]);
  expect(on("2026-12-15")).toEqual([]);
});
