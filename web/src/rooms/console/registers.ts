/** What the registers' pages ask for. */
import type { RegisterKind, RegisterRow } from "../../api/console";
import { ApiError } from "../../api/errors";
import { currentLanguage, t } from "../../words/words.svelte";
import { inSession } from "./session.svelte";
import type { Spoken } from "./values";

export async function kinds(): Promise<readonly RegisterKind[]> {
  return (await inSession<{ registers: readonly RegisterKind[] }>("/registers")).registers;
}

export async function kindOf(register: string): Promise<RegisterKind> {
  const found = (await kinds()).find(({ id }) => id === register);
  if (found === undefined) throw new ApiError("register_unknown");
  return found;
}

export async function rowsOf(register: string): Promise<readonly RegisterRow[]> {
  return (await inSession<{ rows: readonly RegisterRow[] }>(`/registers/${encodeURIComponent(register)}`)).rows;
}

export async function versionsOf(register: string, row: string): Promise<readonly RegisterRow[]> {
  const path = `/registers/${encodeURIComponent(register)}/rows/${encodeURIComponent(row)}`;
  return (await inSession<{ versions: readonly RegisterRow[] }>(path)).versions;
}

export function spoken(): Spoken {
  return { language: currentLanguage(), yes: t("trust-yes"), no: t("trust-no") };
}
