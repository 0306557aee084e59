/** Settings under way: a publication that may be changed, what is wrong with it, and what is new in it. Pure. */
import type { DayHours, Publication, WeeklyWindow } from "../../worker/door-types";
import type { PlainKey } from "../../words/words.svelte";
import { readClock } from "../practice/clock";

type Writable<T> = T extends readonly (infer Item)[] ? Writable<Item>[] : T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

export type Draft = Writable<Publication>;
export type DraftSchedule = Draft["schedules"][number];
export type DraftMotive = Draft["motives"][number];
export type DraftClass = Draft["classes"][number];
export type DraftPractitioner = Draft["practitioners"][number];

/** Something to put right: in which part of the form, in which field, in which words. */
export interface Problem {
  place: string;
  field: string;
  said: PlainKey;
}

type Range = Pick<Writable<WeeklyWindow>, "from" | "to"> & Partial<WeeklyWindow>;
type Windows = Writable<DayHours>["windows"];

const longest = 480;
const furthest = 400;

export function problemsOf(draft: Draft): readonly Problem[] {
  return [
    ...draft.schedules.flatMap((schedule) => scheduleProblems(schedule)),
    ...draft.motives.flatMap(({ motive, labels }) => wrong(labels.fr.trim() === "", `motive-${motive}`, "label", "problem-label")),
    ...draft.classes.flatMap((one) => wrong(!isLength(one.duration), `class-${one.class}`, "duration", "problem-duration")),
    ...draft.practitioners.flatMap((one) => [
      ...wrong(one.family.trim() === "", `person-${one.practitioner}`, "family", "field-missing"),
      ...wrong(one.specialty === "" && one.profession === "", `person-${one.practitioner}`, "specialty", "field-missing"),
    ]),
    ...wrong(draft.name.trim() === "", "practice", "name", "field-missing"),
  ];
}

function scheduleProblems({ schedule, windows, exceptions, classes, horizon_days, notice_minutes }: DraftSchedule): Problem[] {
  const place = `schedule-${schedule}`;
  const weekdays = [...new Set(windows.map(({ weekday }) => weekday))];
  return [
    ...weekdays.flatMap((weekday) => rangeProblems(windows.filter((one) => one.weekday === weekday), place, `weekday-${weekday}`)),
    ...exceptions.flatMap(({ day, windows: hours }, index) => [
      ...wrong(day === "", place, `exception-${index}`, "problem-day"),
      ...wrong(day !== "" && exceptions.findIndex((one) => one.day === day) !== index, place, `exception-${index}`, "problem-day-twice"),
      ...rangeProblems(hours, place, `exception-${index}`),
    ]),
    ...wrong(classes.length === 0, place, "classes", "problem-no-class"),
    ...wrong(!isWhole(horizon_days, 1, furthest), place, "horizon", "problem-horizon"),
    ...wrong(!isWhole(notice_minutes, 0, 60 * 24 * 60), place, "notice", "problem-notice"),
  ];
}

/** At most one per day, so that a day is not scolded twice. */
function rangeProblems(ranges: readonly Range[], place: string, field: string): Problem[] {
  const spans = ranges.map(({ from, to }) => ({ from: readClock(from) ?? NaN, to: readClock(to) ?? NaN }));
  if (spans.some(({ from, to }) => !(from < to))) return [{ place, field, said: "problem-range" }];
  const sorted = spans.filter((_, index) => !isLimited(ranges[index])).toSorted((a, b) => a.from - b.from);
  return wrong(sorted.some(({ from }, index) => from < (sorted[index - 1]?.to ?? 0)), place, field, "problem-overlap");
}

/** Hours for some visits, or of some weeks, may well lie over others. */
function isLimited(range: Range | undefined): boolean {
  return ["weeks", "classes", "audiences", "channels"].some((name) => range !== undefined && name in range);
}

function wrong(isWrong: boolean, place: string, field: string, said: PlainKey): Problem[] {
  return isWrong ? [{ place, field, said }] : [];
}

function isLength(minutes: number): boolean {
  return isWhole(minutes, 5, longest) && minutes % 5 === 0;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** As it is published: trimmed, and with the French label where the English one was left empty. */
export function tidied(draft: Draft): Publication {
  const motives = draft.motives.map((motive) => ({ ...ownClasses(motive), labels: bothLabels(motive.labels), instructions: trimmed(motive.instructions) }));
  const practitioners = draft.practitioners.map((one) => ({ ...one, prefix: one.prefix.trim(), given: one.given.trim(), family: one.family.trim(), about: one.about.trim() }));
  const schedules = draft.schedules.map((one) => ({ ...one, windows: inOrder(one.windows), exceptions: one.exceptions.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }));
  return { ...draft, name: draft.name.trim(), phone: draft.phone.trim(), motives, practitioners, schedules };
}

/** Own classes stay of those who are offered the motive. */
function ownClasses(motive: DraftMotive): DraftMotive {
  const { classes, practitioners } = motive;
  if (classes === undefined || practitioners.length === 0) return motive;
  return { ...motive, classes: classes.filter(({ practitioner }) => practitioners.includes(practitioner)) };
}

function bothLabels({ fr, en }: DraftMotive["labels"]) {
  return { fr: fr.trim(), en: en.trim() || fr.trim() };
}

function trimmed({ fr, en }: DraftMotive["instructions"]) {
  return { fr: fr.trim(), en: en.trim() };
}

function inOrder(windows: DraftSchedule["windows"]): DraftSchedule["windows"] {
  return windows.toSorted((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
}

/** A name nobody reads, made of what the class is; numbered where two are alike. */
export function classId({ duration, channel, audience }: Omit<DraftClass, "class">, taken: readonly string[]): string {
  return unique(`${channel}-${duration}${audience === "staff" ? "-staff" : ""}`, taken);
}

export function motiveId(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return unique(plain.slice(0, 28).replace(/-+$/, "") || "motive", taken);
}

/** Reasons that were not published before get the name their label makes. */
export function named(draft: Draft, published: Publication): Draft {
  const old = published.motives.map(({ motive }) => motive);
  const taken = [...old];
  const motives = draft.motives.map((motive) => {
    if (old.includes(motive.motive)) return motive;
    const name = motiveId(motive.labels.fr, taken);
    taken.push(name);
    return { ...motive, motive: name };
  });
  return { ...draft, motives };
}

function unique(wanted: string, taken: readonly string[]): string {
  const free = (candidate: string) => !taken.includes(candidate);
  return free(wanted) ? wanted : (Array.from({ length: taken.length + 1 }, (_, index) => `${wanted}-${index + 2}`).find(free) ?? wanted);
}

/** Taking a class away takes it from the calendars; motives that had it get another. */
export function withoutClass(draft: Draft, gone: string): Draft {
  const classes = draft.classes.filter((one) => one.class !== gone);
  const motives = draft.motives.map((one) => ({
    ...one,
    class: one.class === gone ? (classes[0]?.class ?? "") : one.class,
    ...(one.classes && { classes: one.classes.filter((own) => own.class !== gone) }),
  }));
  const schedules = draft.schedules.map((one) => ({ ...withoutClassIn(one, gone), classes: one.classes.filter((name) => name !== gone) }));
  return { ...draft, classes, motives, schedules };
}

/** Hours for this class alone go with it. */
export function withoutClassIn(schedule: DraftSchedule, gone: string): DraftSchedule {
  const dated = <T extends { windows: Windows }>(days: T[]): T[] => days.map((one) => ({ ...one, windows: windowsWithout(one.windows, gone) }));
  return {
    ...schedule,
    windows: windowsWithout(schedule.windows, gone),
    exceptions: dated(schedule.exceptions),
    ...(schedule.extra && { extra: dated(schedule.extra).filter(({ windows }) => windows.length > 0) }),
  };
}

function windowsWithout<T extends Windows[number]>(windows: T[], gone: string): T[] {
  return windows
    .map((one) => (one.classes ? { ...one, classes: one.classes.filter((name) => name !== gone) } : one))
    .filter(({ classes }) => classes === undefined || classes.length > 0);
}

/** A practitioner leaves with their calendars, and out of the motives reserved to them. */
export function withoutPractitioner(draft: Draft, gone: string): Draft {
  const others = (ids: readonly string[]) => ids.filter((id) => id !== gone);
  const practitioners = draft.practitioners.filter(({ practitioner }) => practitioner !== gone);
  const schedules = draft.schedules.filter(({ practitioner }) => practitioner !== gone);
  const motives = draft.motives.filter(({ practitioners: only }) => only.length === 0 || others(only).length > 0);
  return { ...draft, practitioners, schedules, motives: motives.map((one) => ({ ...one, practitioners: others(one.practitioners), ...(one.classes && { classes: one.classes.filter((own) => own.practitioner !== gone) }) })) };
}
