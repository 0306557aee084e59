import { describe, expect, it } from "vitest";
import { clock, daysBetween, duration, longDay, monday, plusDays, shortDay, wallClock, zoneOf } from "./dates";

describe("dates", () => {
  it("are said in full, the first of a month as its own word", () => {
    expect(longDay("2026-12-01", "fr")).toBe("mardi 1er décembre");
    expect(longDay("2026-12-11", "fr")).toBe("vendredi 11 décembre");
    expect(longDay("2027-01-01", "fr", "2026-12-01")).toBe("vendredi 1er janvier 2027");
    expect(longDay("2026-12-01", "en")).toBe("Tuesday 1 December");
    expect(shortDay("2026-12-01", "fr").date).toBe("1er déc.");
  });

  it("count over months, years and clock changes", () => {
    expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
    expect(monday("2026-12-06")).toBe("2026-11-30");
  });
});

describe("a clock that nobody knows", () => {
  it("is read as UTC", () => {
    expect(["Europe/Paris", "UTC", "Europe/Lutèce", "", "../etc"].map(zoneOf)).toEqual(["Europe/Paris", "UTC", "UTC", "UTC", "UTC"]);
  });
});

describe("hours", () => {
  it("are said as each language writes them", () => {
    expect(clock(9 * 60 + 40, "fr")).toBe("9\u00a0h\u00a040");
    expect(clock(9 * 60, "fr")).toBe("9\u00a0h");
    expect(clock(9 * 60, "en")).toBe("09:00");
    expect(duration(75, "fr")).toBe("1\u00a0h\u00a015");
  });

  it("are those of the practice's wall", () => {
    expect(wallClock(new Date("2026-12-01T08:40:00Z"), "Europe/Paris")).toEqual({ day: "2026-12-01", minutes: 580 });
    expect(wallClock(new Date("2026-07-01T22:10:00Z"), "Europe/Paris")).toEqual({ day: "2026-07-02", minutes: 10 });
    expect(wallClock(new Date("2026-12-01T23:00:00Z"), "Europe/Paris")).toEqual({ day: "2026-12-02", minutes: 0 });
  });
});
