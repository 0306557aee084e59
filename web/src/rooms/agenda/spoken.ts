/** A visit in one sentence, for those who hear the agenda, and its story in several. */
import type { Publication, Step, Visit, VisitState } from "../../worker/door-types";
import { duration, fullDate, longDay } from "../../words/dates";
import { type Language, type PlainKey, t } from "../../words/words.svelte";
import { isKept } from "../appointments/states";
import { placeOf } from "../practice/clock";
import { momentSentence, motiveLabel, practitionerOf, shortPractitioner } from "./sentences";

export const stateWords: Record<VisitState, PlainKey> = {
  booked: "visit-is-booked",
  arrived: "visit-is-arrived",
  fulfilled: "visit-is-fulfilled",
  noshow: "visit-is-noshow",
  cancelled: "visit-is-cancelled",
};

/** What follows the time and the name for those who hear the agenda: "mardi 1er décembre, 20 min, consultation, Dr Martin". */
export function visitSentence(visit: Visit, publication: Publication, language: Language): string {
  const { day } = placeOf(visit.start, publication.time_zone);
  const person = practitionerOf(publication, visit.schedule);
  return [
    longDay(day, language),
    duration(visit.duration, language),
    visit.restricted ? t("restricted-short") : visit.unreadable ? "" : motiveLabel(publication, visit.motive, language),
    visit.overbooked ? t("overbooked") : "",
    visit.state === "booked" ? "" : t(stateWords[visit.state]),
    person === undefined ? "" : shortPractitioner(person),
  ]
    .filter(Boolean)
    .join(", ");
}

/** Who put the visit on top of others, and when; nothing of any other step. */
export function onTopSentence({ onTop }: Step, language: Language): string {
  if (onTop === undefined) return "";
  const date = fullDate(onTop.day, language);
  return onTop.by === "" ? t("step-on-top-unknown", { date }) : t("step-on-top", { name: onTop.by, date });
}

/** What happened at this step of a verified chain, compared with the step before it. */
export function stepSentence(step: Step, before: Step | undefined, zone: string, language: Language): string {
  const when = momentSentence(step.start, zone, language);
  const patient = step.by === "patient";
  if (before === undefined) return t(patient ? "step-taken-patient" : "step-taken-practice", { when });
  if (step.state === "cancelled") return t(patient ? "step-cancelled-patient" : "step-cancelled-practice");
  if (step.state === "booked" && before.state === "booked" && isKept(step, before)) return t(patient ? "step-kept-patient" : "step-kept-practice", { when });
  if (step.state === "booked" && before.state === "booked") return t(patient ? "step-moved-patient" : "step-moved-practice", { when });
  if (step.state === "booked") return t("step-back");
  return t(stateWords[step.state]);
}
