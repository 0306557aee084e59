/** What somebody types into a form that a register's declarations draw, and what it means. Pure. */
import type { RegisterField, RegisterKind, RegisterRow, RegisterState, Value } from "../../api/console";
import { shownNumber } from "./values";

export type Draft = Record<string, string | readonly string[]>;
export type Changes = Record<string, Value | null>;
/** Which fields cannot be sent as they are, and why. */
export type Faults = Record<string, "register_field_missing" | "register_field_refused">;

export function draftOf(fields: readonly RegisterField[], row: RegisterRow | undefined): Draft {
  return Object.fromEntries(fields.map((field) => [field.id, typedOf(field, row?.fields[field.id])]));
}

/** What differs from what was there; a field that was emptied is null. Nothing that nobody touched is written anew. */
export function changesOf(fields: readonly RegisterField[], before: Draft, after: Draft): Changes {
  const touched = fields.filter(({ id }) => String(before[id]) !== String(after[id]));
  return Object.fromEntries(touched.map((field) => [field.id, valueOf(field, after[field.id] ?? "") ?? null]));
}

export function faultsOf(fields: readonly RegisterField[], draft: Draft, needed: readonly string[]): Faults {
  const found: Faults = {};
  for (const field of fields) {
    const typed = draft[field.id] ?? "";
    if (typed.length === 0 || (typeof typed === "string" && typed.trim() === "")) {
      if (field.required || needed.includes(field.id)) found[field.id] = "register_field_missing";
    } else if (valueOf(field, typed) === undefined) found[field.id] = "register_field_refused";
  }
  return found;
}

/** The value that somebody typed; undefined where it is none. */
export function valueOf(field: RegisterField, typed: string | readonly string[]): Value | undefined {
  if (typeof typed !== "string") return typed.length > 0 ? typed : undefined;
  const text = typed.trim();
  if (text === "") return undefined;
  if (field.type === "flag") return text === "yes";
  if (field.type === "number") return numberOf(text, field.decimals);
  return field.type === "moment" ? momentOf(text) : text;
}

/** What must be there before a row comes into a state. */
export function neededFor(state: RegisterState, row: RegisterRow): readonly string[] {
  return [...state.needs, ...Object.entries(state.needs_if).flatMap(([flag, field]) => (row.fields[flag] === true ? [field] : []))];
}

/** Who wrote what is there: they are not the second person. */
export function authorsOf(versions: readonly RegisterRow[]): ReadonlySet<string> {
  const newest = versions.at(-1)?.state;
  const before = versions.findLastIndex(({ state }) => state !== newest);
  return new Set(versions.slice(before + 1).map(({ by }) => by));
}

export function maySetState(kind: RegisterKind, state: RegisterState, roles: readonly string[]): boolean {
  return isEditor(kind, roles) && (state.by.length === 0 || state.by.some((role) => roles.includes(role)));
}

export function isEditor(kind: RegisterKind, roles: readonly string[]): boolean {
  return kind.origin === "people" && kind.editors.some((role) => roles.includes(role));
}

function typedOf(field: RegisterField, value: Value | undefined): string | readonly string[] {
  if (field.many) return Array.isArray(value) ? (value as readonly string[]) : [];
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return shownNumber(value, field.decimals);
  return field.type === "moment" ? localOf(String(value)) : String(value);
}

function numberOf(text: string, decimals: number): number | undefined {
  const found = /^(-?)(\d{1,12})(?:[.,](\d+))?$/.exec(text);
  const [, sign = "", whole = "", part = ""] = found ?? [];
  if (found === null || part.length > decimals) return undefined;
  return Number(`${sign}${whole}${part.padEnd(decimals, "0")}`);
}

/** "2026-11-26T21:00" of the reader's own zone, as browsers write a moment in a form. */
function localOf(at: string): string {
  const moment = new Date(at);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return Number.isNaN(moment.getTime()) ? "" : shifted.toISOString().slice(0, 16);
}

function momentOf(local: string): string | undefined {
  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? undefined : `${moment.toISOString().slice(0, 19)}Z`;
}
