/** Requests in words: what was asked, where it stands. */
import { longDay } from "../words/dates";
import { currentLanguage, sentenceFor, t } from "../words/words.svelte";
import type { PersonRequest, RequestKind } from "../worker/door-types";

export const kinds: readonly RequestKind[] = ["access", "medical", "medical-old", "rectification", "erasure", "restriction", "objection"];

/** Kinds that are answered by handing something over. */
export function asksForData(kind: string): boolean {
  return ["access", "medical", "medical-old"].includes(kind);
}

export function sayKind(kind: string): string {
  return sentenceFor("demand-kind", kind || "unknown") ?? t("demand-kind-unknown");
}

export function sayState({ state }: PersonRequest): string {
  return sentenceFor("demand-state", state) ?? state;
}

export function sayDay(day: string): string {
  return longDay(day, currentLanguage(), new Date().toISOString().slice(0, 10));
}

/** "Réponse attendue au plus tard le …", or when it came; and whether that is late. */
export function sayClock({ settled, due, late }: PersonRequest): string {
  const when = settled === "" ? t("demand-due-on", { day: sayDay(due) }) : t("demand-answered-on", { day: sayDay(settled) });
  if (!late) return when;
  return `${when} · ${t(settled === "" ? "demand-late" : "demand-was-late")}`;
}
