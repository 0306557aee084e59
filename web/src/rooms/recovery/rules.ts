/** What is to be done about a practice's way back, and in which words it stands. Pure. */
import type { FoundPractice, HeldShare, SharesState } from "../../worker/door-types";
import { daysBetween } from "../../words/dates";
import type { PlainKey } from "../../words/words.svelte";

/** Shares that nobody has opened for a year may have been thrown away. */
const rehearsedFor = 366;

/** The one thing that is most worth doing now. */
export type Task = "hand-over" | "check" | "rehearse" | "none";

export function mostUrgent({ shares, custody, rehearsed }: SharesState, today: string): Task {
  if (custody.state === "missing") return "hand-over";
  if (shares.some(({ holder, checked }) => holder === "paper" && checked === undefined)) return "check";
  if (rehearsed === undefined || daysBetween(rehearsed.day, today) > rehearsedFor) return "rehearse";
  return "none";
}

/** The custodian proves its share whenever we look; others are right when somebody has seen it. */
export function isInOrder({ holder, checked }: HeldShare, custody: SharesState["custody"]): boolean {
  return holder === "custodian" ? custody.state !== "missing" : checked !== undefined;
}

/** Requests that may still end in the share being released. */
export function underWay({ custody }: SharesState) {
  if (custody.state !== "held") return [];
  return custody.requests.filter(({ state, objected }) => (state === "asked" || state === "approved") && !objected);
}

/** What a code picture leads to: the page that takes the practice up again. Nothing of it is sent to a server. */
export function addressOf(link: string, { origin, pathname }: Pick<Location, "origin" | "pathname">): string {
  return `${origin}${pathname}#/practice/recover/${link}`;
}

/** Where somebody with one share finds another that is not the custodian's. */
export function whereTheOther({ number, second }: Pick<FoundPractice, "number" | "second">): PlainKey {
  if (number === 2) return "recover-first-sheet";
  return second === "colleague" ? "recover-colleague" : "recover-other-sheet";
}
