/** The preview shows what a change adds and takes away, around what is already booked. */
import { expect, test } from "vitest";
import type { Agenda } from "../../worker/door-types";
import { busyOf, countOf, openTo, previewOf } from "./preview";

const published = { step: 30, notice_minutes: 0, horizon_days: 60, windows: [{ weekday: 2, from: "09:00", to: "10:00" }], exceptions: [] };
const question = { monday: "2026-11-30", zone: "Europe/Paris", duration: 30, busy: [], now: "2026-11-30T06:00:00Z" };

test("an earlier opening adds, a shorter one takes away", () => {
  const draft = { ...published, windows: [{ weekday: 2, from: "08:30", to: "09:30" }] };
  const [, tuesday] = previewOf(published, draft, question);
  expect(tuesday?.times.map(({ start, change }) => `${start.slice(11, 16)} ${change}`)).toEqual(["07:30 added", "08:00 same", "08:30 removed"]);
});

test("hours that are kept for one public are none of another's", () => {
  const kept = { ...published, windows: [{ weekday: 2, from: "09:00", to: "10:00", audiences: ["known" as const] }] };
  expect([openTo(kept, "public"), openTo(kept, "known"), openTo(published, "public")].map(({ windows }) => windows.length)).toEqual([0, 1, 1]);
});

test("a new calendar only adds", () => expect(countOf(previewOf(undefined, published, question), "added")).toBe(2));

test("visits and absences of this calendar take time, cancelled visits do not", () => {
  const visit = { schedule: "s", state: "booked", start: "2026-12-01T08:00:00Z", duration: 30 };
  const agenda = { visits: [visit, { ...visit, state: "cancelled" }, { ...visit, schedule: "other" }], absences: [] } as unknown as Agenda;
  const busy = busyOf(agenda, "s");
  expect(busy).toEqual([{ start: "2026-12-01T08:00:00Z", end: "2026-12-01T08:30:00Z" }]);
  expect(countOf(previewOf(published, published, { ...question, busy }), "same")).toBe(1);
});
