/** What a refusal means for the person, and what to do next. */
import { codeOf } from "../api/errors";
import { sentenceFor, t } from "./words.svelte";

export function refusalSentence(error: unknown): string {
  return refusalOf(codeOf(error));
}

export function refusalOf(code: string): string {
  return sentenceFor("refusal", code) ?? t("refusal-unexpected");
}
