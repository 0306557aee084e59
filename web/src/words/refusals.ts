/** What a refusal means for the person, and what to do next. */
import { codeOf } from "../api/errors";
import { sentenceFor, t } from "./words.svelte";

export function refusalSentence(error: unknown): string {
  return sentenceFor("refusal", codeOf(error)) ?? t("refusal-unexpected");
}
