/** What the registers' pages ask for. */
import type { CountedKind, RegisterKind, RegisterRow, RegisterState } from "../../api/console";
import { ApiError } from "../../api/errors";
import { registerStepHash } from "../../protocol/authority";
import { canonical } from "../../protocol/encoding";
import { currentLanguage, t } from "../../words/words.svelte";
import type { Changes } from "./drafts";
import { step } from "./passkeys";
import { fileInSession, inSession } from "./session.svelte";
import type { Spoken } from "./values";

export type FileType = "pdf" | "csv";

export async function kinds(): Promise<readonly CountedKind[]> {
  return (await inSession<{ registers: readonly CountedKind[] }>("/registers")).registers;
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
  return (await inSession<{ versions: readonly RegisterRow[] }>(pathOf(register, row))).versions;
}

/** All its rows in one file, with the last word of the checks. */
export function registerFile(register: string, type: FileType, language: string): Promise<Uint8Array<ArrayBuffer>> {
  return fileInSession(`/registers/${encodeURIComponent(register)}/${type === "pdf" ? "pdf" : "export"}/${language}`);
}

/** Contradictions that nobody has closed, and findings of audits, about one register. */
export async function findingsAbout(register: string): Promise<readonly RegisterRow[]> {
  if (register === "finding") return [];
  return (await rowsOf("finding")).filter(({ state, fields }) => state === "open" && isAbout(String(fields["contradicts"] ?? ""), register));
}

/** Whether a contradiction's key is about a register, or about one of its rows. */
export function isAbout(key: string, register: string, row = ""): boolean {
  const about = row === "" ? register : `${register}/${row}`;
  return `${key}/`.startsWith(`${about}/`) || `${key}/`.startsWith(`register/${about}/`);
}

export function addRow(register: string, fields: Changes): Promise<RegisterRow> {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return inSession(`/registers/${encodeURIComponent(register)}`, { method: "POST", body: { fields: filled } });
}

export function changeRow({ id, version }: RegisterRow, register: string, changes: Changes, step?: object): Promise<RegisterRow> {
  return inSession(pathOf(register, id), { method: "POST", body: { version, changes, ...(step ? { step } : {}) } });
}

/** The next state; one that takes a second person is signed by their passkey, over the version that they saw. */
export async function moveRow(seen: RegisterRow, state: RegisterState, changes: Changes): Promise<RegisterRow> {
  const { kind, id: row, hash } = seen;
  const signed = state.two ? await step("approve", registerStepHash(canonical({ kind, row, hash, state: state.id }))) : undefined;
  return changeRow(seen, kind, { ...changes, state: state.id }, signed);
}

function pathOf(register: string, row: string): string {
  return `/registers/${encodeURIComponent(register)}/rows/${encodeURIComponent(row)}`;
}

export function spoken(): Spoken {
  return { language: currentLanguage(), yes: t("trust-yes"), no: t("trust-no") };
}
