/** What people of the console are called. */
import { currentLanguage, t, type PlainKey } from "../../words/words.svelte";

const names: Readonly<Record<string, PlainKey>> = {
  security_officer: "console-role-security-officer",
  data_protection_officer: "console-role-data-protection-officer",
  legal: "console-role-legal",
  director: "console-role-director",
  operator: "console-role-operator",
  intake: "console-role-intake",
  witness: "console-role-witness",
  auditor: "console-role-auditor",
  measure: "console-role-measure",
};

/** Offices that somebody may be named by in a register. */
export const writingRoles: readonly string[] = Object.keys(names).filter((role) => role !== "measure");

const approving: readonly string[] = ["security_officer", "data_protection_officer", "legal", "director"];

/** Whether their signature lets something happen. */
export function approves(roles: readonly string[]): boolean {
  return roles.some((role) => approving.includes(role));
}

/** Whether they look at checks, evidence and registers: whoever only opens the post does not. */
export function looks(roles: readonly string[]): boolean {
  return roles.some((role) => role !== "intake");
}

export function roleName(role: string): string {
  const known = names[role];
  return known ? t(known) : role;
}

export function roleNames(roles: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(roles.map(roleName));
}
