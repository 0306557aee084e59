import { describe, expect, it } from "vitest";
import type { Appointment, VisitState } from "../../worker/door-types";
import { isChangeable, sorted } from "./rules";
import { stepKey } from "./states";

const now = new Date("2026-12-01T08:50:00Z");

function visit(start: string, state: VisitState = "booked"): Appointment {
  return { appointment: start, start, state, duration: 20 } as unknown as Appointment;
}

describe("visits", () => {
  it("stand next first; what is over or cancelled stands apart, the latest first", () => {
    const running = visit("2026-12-01T08:40:00Z", "arrived");
    const [later, soon, old, older] = [visit("2026-12-09T08:40:00Z"), visit("2026-12-02T08:40:00Z"), visit("2026-11-09T08:40:00Z"), visit("2026-10-09T08:40:00Z")];
    const cancelled = visit("2026-12-03T08:40:00Z", "cancelled");
    expect(sorted([older, later, cancelled, running, old, soon], now)).toEqual({ ahead: [running, soon, later], past: [cancelled, old, older] });
  });

  it("may be changed while booked and not begun", () => {
    expect(isChangeable(visit("2026-12-01T08:51:00Z"), now)).toBe(true);
    expect(isChangeable(visit("2026-12-01T08:40:00Z"), now)).toBe(false);
    expect(isChangeable(visit("2026-12-02T08:40:00Z", "cancelled"), now)).toBe(false);
  });

  it("tell a move from an undone arrival, and from another room at the same time", () => {
    const step = (state: VisitState, start = "", schedule = "") => ({ state, schedule, start, by: "practice" }) as const;
    expect(stepKey(step("booked"), undefined)).toBe("history-booked");
    expect(stepKey(step("booked", "later"), step("booked"))).toBe("history-moved");
    expect(stepKey(step("booked", "", "colleague"), step("booked"))).toBe("history-moved");
    expect(stepKey(step("booked"), step("booked"))).toBe("history-kept");
    expect(stepKey(step("booked"), step("arrived"))).toBe("state-booked");
    expect(stepKey(step("cancelled"), step("booked"))).toBe("history-cancelled");
  });
});
