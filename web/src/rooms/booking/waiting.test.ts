import { describe, expect, it } from "vitest";
import { standing } from "./waiting";

const told = Date.parse("2026-12-01T08:00:00Z");
const place = { ahead: 1234, at: "2026-12-01T08:41:00Z", reached: true, told };

describe("a place in a queue", () => {
  it("is told without false precision, and never better than it is", () => {
    expect(standing(place, told)).toMatchObject({ ahead: 1300, minutes: 45, share: 0, mine: false });
    expect(standing({ ...place, ahead: 37 }, told).ahead).toBe(40);
    expect(standing({ ...place, ahead: 7 }, told).ahead).toBe(7);
    expect(standing({ ...place, at: "2026-12-01T08:08:01Z" }, told).minutes).toBe(9);
    expect(standing({ ...place, at: "2026-12-01T09:10:00Z" }, told).minutes).toBe(75);
  });

  it("comes nearer as the time passes", () => {
    const later = told + 37 * 60_000;
    expect(standing(place, later)).toMatchObject({ ahead: 150, minutes: 4, mine: false });
    expect(standing(place, told + 41 * 60_000)).toMatchObject({ ahead: 0, minutes: 0, share: 1, mine: true });
  });

  it("is under a minute only when it is", () => {
    expect(standing(place, told + 40 * 60_000).minutes).toBe(1);
    expect(standing(place, told + 40 * 60_000 + 1).minutes).toBe(0);
  });

  it("is spoken of at a few moments", () => {
    const heard = Array.from({ length: 41 * 60 }, (_, second) => standing(place, told + second * 1000).spoken);
    expect(new Set(heard).size).toBe(8);
  });

  it("is no worse where the clock went back", () => {
    expect(standing(place, told - 60_000)).toMatchObject({ ahead: 1300, share: 0 });
  });
});
