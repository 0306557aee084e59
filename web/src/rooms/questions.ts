/** What a practice asks a patient to agree to, in the words that the patient reads. */
import { t } from "../words/words.svelte";
import type { Question } from "../worker/door-types";

export function questionTitle({ about, practice_name: practice }: Pick<Question, "about" | "practice_name">): string {
  return t(about === "sharing" ? "question-sharing" : "question-research", { practice });
}

export function questionFacts({ to, project, purpose }: Pick<Question, "to" | "project" | "purpose">): string[] {
  const whom = to ? t("question-to", { practitioner: to.practitioner, practice: to.practice_name }) : t("question-for", { title: project?.title ?? "", contact: project?.contact ?? "" });
  return [whom, t("question-purpose", { purpose })];
}
