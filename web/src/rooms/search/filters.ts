/** A filter as people read it. */
import { currentLanguage, t } from "../../words/words.svelte";
import { filterKeys, sectorNames } from "../labels";
import { languageName } from "../people";
import type { Filter } from "./rules";

export function sayFilter({ field, value }: Filter): string {
  if (field === "language") return t("filter-language", { language: languageName(value, currentLanguage()) });
  const key = filterKeys[value] ?? sectorNames[value];
  return key ? t(key) : value;
}
