import { expect, it } from "vitest";
import type { TimesAnswer } from "../api/directory";
import { FreeTimes, merged } from "./free-times.svelte";

it("free times of several schedules fall under their days, in order and once, and empty days stay", () => {
  const answer = (schedule: string, day: string, ...starts: string[]) => ({ schedule, class: "c20", days: [{ day, starts }], next: "" });
  const answers = [answer("1", "2026-12-02", "b", "c"), answer("2", "2026-12-02", "a", "b"), answer("1", "2026-12-09", "late")];
  expect(merged(answers, "2026-12-01", 3)).toEqual([
    { day: "2026-12-01", starts: [] },
    { day: "2026-12-02", starts: ["a", "b", "c"] },
    { day: "2026-12-03", starts: [] },
  ]);
});

it("whoever offers nothing to everybody has days without a free time, and nothing is asked", async () => {
  const free = new FreeTimes(() => Promise.reject(new Error("asked")));
  await free.show([], "", "2026-12-01");
  expect([free.task.refusal, free.none, free.next]).toEqual([undefined, true, ""]);
  expect(free.days.length).toBeGreaterThan(0);
});

it("a question that was overtaken changes nothing, however late its answer comes", async () => {
  const waiting = new Map<string, (answer: TimesAnswer) => void>();
  const free = new FreeTimes((_schedule, _class, from) => new Promise((resolve) => waiting.set(from, resolve)));
  const answer = (from: string, next: string) => waiting.get(from)?.({ schedule: "1", class: "c20", days: [{ day: from, starts: [`${from}T08:00:00Z`] }], next });

  const first = free.show(["1"], "c20", "2026-12-01");
  const second = free.show(["1"], "c20", "2026-12-14");
  expect(free.from).toBe("2026-12-14");
  answer("2026-12-14", "2027-01-04T08:00:00Z");
  await second;
  answer("2026-12-01", "2026-12-15T08:00:00Z");
  await first;
  expect([free.from, free.days[0]?.day, free.next]).toEqual(["2026-12-14", "2026-12-14", "2027-01-04T08:00:00Z"]);
  expect(free.scheduleAt("2026-12-01T08:00:00Z")).toBeUndefined();
  expect(free.scheduleAt("2026-12-14T08:00:00Z")).toBe("1");
});

it("a time that was taken takes with it those that it overlaps, on the days that were asked anew", async () => {
  const free = new FreeTimes(() => Promise.resolve(held("T08:00:00Z", "T08:05:00Z", "T08:15:00Z")));
  const later = new FreeTimes(() => Promise.resolve(held("T08:15:00Z", "T08:20:00Z")));
  await Promise.all([free, later].map((each) => each.show(["1"], "c15", "2026-12-01")));
  free.drop("2026-12-01T08:00:00Z");
  expect(free.days[0]?.starts).toEqual(["2026-12-01T08:05:00Z", "2026-12-01T08:15:00Z"]);
  free.renew(later);
  expect(free.days[0]?.starts).toEqual(later.days[0]?.starts);
  expect(["T08:00:00Z", "T08:05:00Z", "T08:20:00Z"].map((at) => free.scheduleAt(`2026-12-01${at}`))).toEqual([undefined, undefined, "1"]);
});

function held(...at: string[]): TimesAnswer {
  return { schedule: "1", class: "c15", days: [{ day: "2026-12-01", starts: at.map((each) => `2026-12-01${each}`) }], next: "" };
}
