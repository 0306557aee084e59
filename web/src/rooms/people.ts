/** Names and languages of people, as they are shown. Pure. */
import { type Language, locale } from "../words/words.svelte";

export function fullName(person: { prefix?: string; given: string; family: string }): string {
  return [person.prefix, person.given, person.family].filter(Boolean).join(" ");
}

/** "français, anglais" */
export function languageNames(codes: readonly string[], language: Language): string {
  return codes.map((code) => languageName(code, language)).join(", ");
}

export function languageName(code: string, language: Language): string {
  return new Intl.DisplayNames(locale(language), { type: "language" }).of(code) ?? code;
}
