/** For which public hours are: none named is every one. */
import type { ServiceClass } from "../../worker/door-types";
import { t } from "../../words/words.svelte";
import { audienceWords } from "./choices";

export type Audiences = readonly ServiceClass["audience"][];
const order: Audiences = ["public", "known", "colleagues", "staff"];
const kept: Audiences = ["known", "colleagues"];

/** Whether there is a choice at all. */
export function isChosenFor(offered: Audiences): boolean {
  return offered.some((audience) => kept.includes(audience));
}

export function optionOf(audiences: Audiences | undefined): string {
  return order.filter((audience) => audiences?.includes(audience)).join(" ");
}

export function fromOption(option: string): Audiences | undefined {
  const audiences = order.filter((audience) => option.split(" ").includes(audience));
  return audiences.length === 0 ? undefined : audiences;
}

/** Every public, each that times are kept for, both, and what is in force, should it be another. */
export function audienceOptions(offered: Audiences, current: Audiences | undefined): readonly { value: string; label: string }[] {
  const keeps = kept.filter((audience) => offered.includes(audience));
  const choices = ["", ...keeps, ...(keeps.length > 1 ? [optionOf(keeps)] : []), optionOf(current)];
  return [...new Set(choices)].map((value) => ({ value, label: labelOf(value) }));
}

function labelOf(option: string): string {
  const audiences = fromOption(option);
  return audiences === undefined ? t("window-for-all") : t("window-for-only", { who: audiences.map((audience) => t(audienceWords[audience])).join(" + ") });
}
