/** From what a field is chosen. */
import type { Colleague, RegisterField, RegisterKind } from "../../api/console";
import { currentLanguage } from "../../words/words.svelte";
import { kinds, rowsOf, spoken } from "./registers";
import { roleName, writingRoles } from "./roles";
import { inSession } from "./session.svelte";
import { titleOf } from "./values";

export interface Option {
  value: string;
  label: string;
}

export type Options = Readonly<Record<string, readonly Option[] | undefined>>;

/** How many are proposed at once. */
const most = 8;

/** Options by field; undefined where anything may be written. */
export async function optionsOf({ fields }: RegisterKind): Promise<Options> {
  const [persons, all] = await Promise.all([fields.some(({ type }) => type === "person") ? people() : [], kinds()]);
  const found = fields.map(async (field) => [field.id, await optionsFor(field, persons, all)] as const);
  return Object.fromEntries(await Promise.all(found));
}

export function foundIn(options: readonly Option[], text: string, but: readonly string[]): readonly Option[] {
  const wanted = text.trim().toLocaleLowerCase();
  return options.filter(({ value, label }) => !but.includes(value) && label.toLocaleLowerCase().includes(wanted)).slice(0, most);
}

async function optionsFor(field: RegisterField, persons: readonly Option[], all: readonly RegisterKind[]): Promise<readonly Option[] | undefined> {
  switch (field.type) {
    case "choice":
      return field.choices.map(({ id, name }) => ({ value: id, label: name[currentLanguage()] }));
    case "person":
      return persons;
    case "reference":
      return references(field.of, all);
    default:
      return undefined;
  }
}

async function references(of: string, all: readonly RegisterKind[]): Promise<readonly Option[]> {
  const kind = all.find(({ id }) => id === of);
  if (kind === undefined) return [];
  return (await rowsOf(of)).map((row) => ({ value: row.id, label: `${row.id} ${titleOf(kind, row, spoken())}` }));
}

/** Offices first, then colleagues by the pseudonym that the evidence knows them by. */
async function people(): Promise<readonly Option[]> {
  const { staff } = await inSession<{ staff: readonly Colleague[] }>("/staff");
  const working = staff.filter(({ state }) => state === "active");
  return [...writingRoles.map((role) => ({ value: role, label: roleName(role) })), ...working.map(({ staff: value, name }) => ({ value, label: `${name || "–"} (${value.slice(0, 8)})` }))];
}
