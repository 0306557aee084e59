/** How checks stand, as people read it: the worst first, never by colour alone, and with their age. Pure. */
import type { ShownCheck, Standing } from "../../api/trust";
import type { Language, PlainKey } from "../../words/words.svelte";

/** The order in which somebody should look. */
export const standings: readonly Standing[] = ["red", "error", "grey", "green", "not_applicable"];

export const standingWords: Record<Standing, PlainKey> = {
  red: "trust-state-red",
  error: "trust-state-error",
  grey: "trust-state-grey",
  green: "trust-state-green",
  not_applicable: "trust-state-not-applicable",
};

export function worstFirst<Check extends Pick<ShownCheck, "check" | "state">>(checks: readonly Check[]): Check[] {
  const rank = ({ state }: Check): number => standings.indexOf(state);
  return [...checks].sort((one, other) => rank(one) - rank(other) || (one.check < other.check ? -1 : 1));
}

export function counted(checks: readonly Pick<ShownCheck, "state">[]): readonly { state: Standing; count: number }[] {
  return standings.map((state) => ({ state, count: checks.filter((each) => each.state === state).length })).filter(({ count }) => count > 0);
}

const spans: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "il y a 3 heures"; of a moment ago, "maintenant". */
export function age(at: Date, now: Date, language: Language): string {
  const seconds = Math.max(0, (now.getTime() - at.getTime()) / 1000);
  const [unit, length] = spans.find(([, each]) => seconds >= each) ?? (["second", Infinity] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / length) || 0, unit);
}
