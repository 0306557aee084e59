/** A visit in one sentence, for those who hear the agenda, and its story in several. */
import type { Publication, Step, Visit, VisitState } from "../../worker/door-types";
import { duration } from "../../words/dates";
import { type Language, type PlainKey, t } from "../../words/words.svelte";
import { momentSentence, motiveLabel, practitionerOf, shortPractitioner, visitName } from "./sentences";

export const stateWords: Record<VisitState, PlainKey> = {
  booked: "visit-is-booked",
  arrived: "visit-is-arrived",
  fulfilled: "visit-is-fulfilled",
  noshow: "visit-is-noshow",
  cancelled: "visit-is-cancelled",
};

/** "Durand Marie, mardi 1er décembre à 9 h 40, 20 min, consultation, arrivé, Dr Martin" */
export function visitSentence(visit: Visit, publication: Publication, language: Language, cancelling: boolean): string {
  const person = practitionerOf(publication, visit.schedule);
  return [
    visitName(visit),
    momentSentence(visit.start, publication.time_zone, language),
    duration(visit.duration, language),
    visit.unreadable ? "" : motiveLabel(publication, visit.motive, language),
    cancelling ? t("visit-is-cancelling") : visit.state === "booked" ? "" : t(stateWords[visit.state]),
    person === undefined ? "" : shortPractitioner(person),
  ]
    .filter(Boolean)
    .join(", ");
}

/** What happened at this step of a verified chain, compared with the step before it. */
export function stepSentence(step: Step, before: Step | undefined, zone: string, language: Language): string {
  const when = momentSentence(step.start, zone, language);
  const patient = step.by === "patient";
  if (before === undefined) return t(patient ? "step-taken-patient" : "step-taken-practice", { when });
  if (step.state === "cancelled") return t(patient ? "step-cancelled-patient" : "step-cancelled-practice");
  if (step.state === "booked" && before.state === "booked") return t(patient ? "step-moved-patient" : "step-moved-practice", { when });
  if (step.state === "booked") return t("step-back");
  return t(stateWords[step.state]);
}
