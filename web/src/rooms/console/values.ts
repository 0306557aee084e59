/** A register's values as people read them. Pure. */
import type { RegisterField, RegisterKind, RegisterRow, Value } from "../../api/console";
import type { Language } from "../../words/words.svelte";

export interface Spoken {
  language: Language;
  yes: string;
  no: string;
}

export function shownValue(field: RegisterField, value: Value | undefined, spoken: Spoken): string {
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? spoken.yes : spoken.no;
  if (typeof value === "number") return shownNumber(value, field.decimals);
  const several: readonly string[] = typeof value === "string" ? [value] : value;
  return several.map((each) => field.choices.find(({ id }) => id === each)?.name[spoken.language] ?? heard(each, spoken.language)).join(", ");
}

/** Of lines in both languages, those of the reader's; a line that has no second language is for everybody. */
export function heard(text: string, language: Language): string {
  return text
    .split("\n")
    .map((line) => {
      const [fr = "", en] = line.split(" ‖ ");
      return language === "en" ? (en ?? fr) : fr;
    })
    .join("\n");
}

export function titleOf(kind: RegisterKind, row: RegisterRow, spoken: Spoken): string {
  const known = kind.titles[row.id];
  if (known) return known[spoken.language];
  const field = kind.fields.find(({ id }) => id === kind.title);
  return field ? shownValue(field, row.fields[field.id], spoken) : row.id;
}

export function stateName(kind: RegisterKind, state: string, language: Language): string {
  return kind.states.find(({ id }) => id === state)?.name[language] ?? state;
}

/** An integer whose last digits stand behind the point. */
export function shownNumber(value: number, decimals: number): string {
  if (decimals === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
