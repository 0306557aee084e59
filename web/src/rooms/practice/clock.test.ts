/** The wall and UTC agree on ordinary days, on the two that are not, and where midnight itself is skipped. */
import { expect, test } from "vitest";
import { dayBegins, dayLength, later, momentAt, placeOf, readClock, weekdayOf, writeClock } from "./clock";

const paris = "Europe/Paris";

test("a wall time in winter and in summer", () => {
  expect(momentAt("2026-12-01", 580, paris)).toBe("2026-12-01T08:40:00Z");
  expect(momentAt("2026-07-01", 580, paris)).toBe("2026-07-01T07:40:00Z");
  expect(placeOf("2026-12-01T08:40:00Z", paris)).toEqual({ day: "2026-12-01", minutes: 580 });
});

test("the hour that spring leaves out has no moment", () => {
  expect(momentAt("2026-03-29", 150, paris)).toBeUndefined();
  expect(momentAt("2026-03-29", 180, paris)).toBe("2026-03-29T01:00:00Z");
});

test("of the hour that autumn repeats, the first is meant", () => {
  expect(momentAt("2026-10-25", 150, paris)).toBe("2026-10-25T00:30:00Z");
  expect(placeOf("2026-10-25T01:30:00Z", paris)).toEqual({ day: "2026-10-25", minutes: 150 });
});

test("days last 23, 24 or 25 hours", () => {
  expect(["2026-03-29", "2026-06-01", "2026-10-25"].map((day) => dayLength(day, paris) / 60)).toEqual([23, 24, 25]);
});

test("a day begins where the clocks jump over midnight", () => {
  expect(momentAt("2026-09-06", 0, "America/Santiago")).toBeUndefined();
  expect(dayBegins("2026-09-06", "America/Santiago")).toBe("2026-09-06T04:00:00Z");
});

test("times are read and written", () => {
  expect(["08:30", "24:00", "24:01", "8:30", ""].map(readClock)).toEqual([510, 1440, undefined, undefined, undefined]);
  expect([0, 510, 1440].map(writeClock)).toEqual(["00:00", "08:30", "24:00"]);
  expect(later("2026-12-31T23:50:00Z", 20)).toBe("2027-01-01T00:10:00Z");
  expect(["2026-11-23", "2026-11-29"].map(weekdayOf)).toEqual([1, 7]);
});
