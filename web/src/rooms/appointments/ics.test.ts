import { describe, expect, it } from "vitest";
import type { Appointment } from "../../worker/door-types";
import { calendarFile } from "./ics";

const visit = {
  appointment: "ab".repeat(32),
  state: "booked",
  start: "2026-12-01T08:40:00Z",
  duration: 20,
  history: [{ state: "booked", start: "2026-12-01T08:40:00Z", by: "patient" }],
  practitioner_name: "Dr Camille Tilleul",
  motive_label: "Consultation de suivi",
  address: "3 rue des Tilleuls; bâtiment B, 69003 Lyon",
} as unknown as Appointment;
const words = { summary: "Rendez-vous", description: "Ligne une\nligne deux \\ fin" };
const now = new Date("2026-11-26T10:00:00Z");
const file = calendarFile(visit, words, now);
const unfolded = file.replaceAll("\r\n ", "").split("\r\n");

describe("the calendar file", () => {
  it("says when, in UTC, and where", () => {
    expect(unfolded).toContain("DTSTART:20261201T084000Z");
    expect(unfolded).toContain("DTEND:20261201T090000Z");
    expect(unfolded).toContain("DTSTAMP:20261126T100000Z");
    expect(unfolded).toContain("LOCATION:3 rue des Tilleuls\\; bâtiment B\\, 69003 Lyon");
  });

  it("says neither with whom nor why", () => {
    expect(file).not.toContain("Tilleul,");
    expect(file).not.toContain("Camille");
    expect(file).not.toContain("Consultation");
  });

  it("escapes text, ends every line with CRLF, and folds at 75 octets without cutting a character", () => {
    expect(unfolded).toContain("DESCRIPTION:Ligne une\\nligne deux \\\\ fin");
    expect(file.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const long = calendarFile({ ...visit, address: "é".repeat(200) }, words, now);
    for (const line of long.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(long.replaceAll("\r\n ", "")).toContain("é".repeat(200));
  });

  it("replaces what a calendar has: same UID, higher sequence, and cancelled when it is", () => {
    const cancelled = { ...visit, state: "cancelled", history: [...visit.history, ...visit.history] } as Appointment;
    const later = calendarFile(cancelled, words, now).replaceAll("\r\n ", "").split("\r\n");
    expect(later.find((line) => line.startsWith("UID:"))).toBe(unfolded.find((line) => line.startsWith("UID:")));
    expect([unfolded.includes("SEQUENCE:0"), later.includes("SEQUENCE:1")]).toEqual([true, true]);
    expect(later).toContain("STATUS:CANCELLED");
  });
});
