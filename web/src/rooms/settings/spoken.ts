/** The languages a practitioner may be found by; the directory knows these. */
import { type Language, locale } from "../../words/words.svelte";

export const spokenLanguages: readonly string[] = ["fr", "en", "es", "ar", "pt", "de", "it", "tr", "zh"];

export function languageName(code: string, language: Language): string {
  const name = new Intl.DisplayNames(locale(language), { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(locale(language)) + name.slice(1);
}
