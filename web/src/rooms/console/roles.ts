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

export function roleName(role: string): string {
  const known = names[role];
  return known ? t(known) : role;
}

export function roleNames(roles: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(roles.map(roleName));
}
