/** Settings that contradict themselves are told before they are published, in the place where they stand. */
import { expect, test } from "vitest";
import { classId, type Draft, motiveId, named, problemsOf, tidied, withoutClass, withoutPractitioner } from "./draft";

function draft(): Draft {
  return {
    practice: "",
    revision: 1,
    name: "Cabinet ",
    fictitious: false,
    attended: true,
    address: { line: "", postcode: "", town: "", town_code: "", latitude_e6: 0, longitude_e6: 0 },
    time_zone: "Europe/Paris",
    phone: "",
    practitioners: [{ practitioner: "p", prefix: "Dr", given: "Anne", family: "Martin", profession: "10", specialty: "SM54", languages: ["fr"], sector: "1", accepts_new: true, about: "" }],
    classes: [
      { class: "a", duration: 20, channel: "office", audience: "public" },
      { class: "b", duration: 40, channel: "office", audience: "public" },
    ],
    motives: [{ motive: "m", labels: { fr: " Visite ", en: "" }, class: "b", practitioners: ["p"], instructions: { fr: "", en: "" } }],
    schedules: [{ schedule: "s", practitioner: "p", step: 20, classes: ["a", "b"], notice_minutes: 0, horizon_days: 60, windows: [{ weekday: 1, from: "14:00", to: "18:00" }, { weekday: 1, from: "08:00", to: "12:00" }], exceptions: [] }],
  };
}

function said(change: (draft: Draft) => void): string[] {
  const changed = draft();
  change(changed);
  return problemsOf(changed).map(({ place, field, said: words }) => `${place} ${field} ${words}`);
}

test("sound settings have no problem", () => expect(said(() => undefined)).toEqual([]));

test("hours that end before they begin, overlap or are missing", () => {
  expect(said(({ schedules: [one] }) => (one!.windows[0]!.to = "13:00"))).toEqual(["schedule-s weekday-1 problem-range"]);
  expect(said(({ schedules: [one] }) => (one!.windows[0]!.from = ""))).toEqual(["schedule-s weekday-1 problem-range"]);
  expect(said(({ schedules: [one] }) => (one!.windows[0]!.from = "11:00"))).toEqual(["schedule-s weekday-1 problem-overlap"]);
});

test("days given twice or not at all", () => {
  const exceptions = [{ day: "2026-12-25", windows: [] }, { day: "2026-12-25", windows: [] }, { day: "", windows: [] }];
  expect(said(({ schedules: [one] }) => (one!.exceptions = exceptions))).toEqual(["schedule-s exception-1 problem-day-twice", "schedule-s exception-2 problem-day"]);
});

test("numbers and names", () => {
  expect(said(({ classes: [one] }) => (one!.duration = 22))).toEqual(["class-a duration problem-duration"]);
  expect(said(({ schedules: [one] }) => Object.assign(one!, { horizon_days: 0, notice_minutes: NaN, classes: [] }))).toEqual([
    "schedule-s classes problem-no-class",
    "schedule-s horizon problem-horizon",
    "schedule-s notice problem-notice",
  ]);
  expect(said((one) => Object.assign(one, { name: " " }))).toEqual(["practice name field-missing"]);
});

test("published in order, trimmed, in both languages", () => {
  const tidy = tidied(draft());
  expect([tidy.name, tidy.motives[0]?.labels, tidy.schedules[0]?.windows[0]?.from]).toEqual(["Cabinet", { fr: "Visite", en: "Visite" }, "08:00"]);
});

test("names are made, and made unique", () => {
  expect(motiveId("Suivi de l’enfant", ["suivi-de-l-enfant"])).toBe("suivi-de-l-enfant-2");
  expect([motiveId("…", []), motiveId("x".repeat(40), []).length]).toEqual(["motive", 28]);
  expect(classId({ duration: 20, channel: "video", audience: "staff" }, [])).toBe("video-20-staff");
});

test("new reasons are named by their label, old ones keep their name", () => {
  const one = draft();
  const motives = ["Certificat", "Certificat", "m"].map((fr) => ({ ...one.motives[0]!, motive: `new-${fr}`, labels: { fr, en: "" } }));
  expect(named({ ...one, motives: [...one.motives, ...motives] }, one).motives.map(({ motive }) => motive)).toEqual(["m", "certificat", "certificat-2", "m-2"]);
});

/** What the form does not show: limits of hours, weeks, extra days, buffers, holidays. */
function ruled(): Draft {
  const one = draft();
  const limits = { classes: ["b"], audiences: ["public" as const], channels: ["office" as const] };
  Object.assign(one, { holidays: "FR-57", access: ["wheelchair"] });
  Object.assign(one.classes[0]!, { notice_minutes: 60, horizon_days: 10, before: 5, after: 10 });
  Object.assign(one.motives[0]!, { classes: [{ practitioner: "p", class: "b" }] });
  Object.assign(one.schedules[0]!, {
    windows: [{ weekday: 1, from: "08:00", to: "12:00", weeks: [1] }, { weekday: 1, from: "10:00", to: "11:00", weeks: [2], ...limits }],
    exceptions: [{ day: "2026-12-24", windows: [{ from: "08:00", to: "09:00", ...limits }] }],
    cycle: { weeks: 2, anchor: "2026-12-28" },
    extra: [{ day: "2026-12-27", windows: [{ from: "08:00", to: "09:00", ...limits }] }],
  });
  return one;
}

test("what the form does not show stays as it was", () => {
  expect(problemsOf(ruled())).toEqual([]);
  expect(tidied(ruled())).toEqual({ ...ruled(), name: "Cabinet", motives: [{ ...ruled().motives[0], labels: { fr: "Visite", en: "Visite" } }] });
});

test("hours for one class alone go with it", () => {
  const less = withoutClass(ruled(), "b");
  expect(less.motives[0]?.classes).toEqual([]);
  expect([less.schedules[0]?.windows, less.schedules[0]?.exceptions, less.schedules[0]?.extra]).toEqual([
    [{ weekday: 1, from: "08:00", to: "12:00", weeks: [1] }],
    [{ day: "2026-12-24", windows: [] }],
    [],
  ]);
});

test("nothing points at what was taken away", () => {
  const less = withoutClass(draft(), "b");
  expect([less.motives[0]?.class, less.schedules[0]?.classes]).toEqual(["a", ["a"]]);
  const nobody = withoutPractitioner(draft(), "p");
  expect([nobody.schedules, nobody.motives]).toEqual([[], []]);
});
