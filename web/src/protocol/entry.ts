/** Which sessions open the keys of a practice that wants more than a passphrase (SPEC 6). No server knows what kind a way in is. */
import { insist } from "./errors";
import type { Members } from "./practice";
import type { VaultWay } from "./vault";

export interface Entered {
  /** The locator of the way that opened the session. */
  openedBy: string;
  /** That of the way in that this browser keeps; "" where it keeps none. */
  held: string;
}

/** More than a passphrase opened the session. */
export function isStrong(ways: readonly VaultWay[], { openedBy, held }: Entered): boolean {
  const kindOf = (locator: string) => ways.find((way) => way.locator === locator)?.kind;
  return (kindOf(openedBy) ?? "passphrase") !== "passphrase" || kindOf(held) === "browser";
}

/** Refuses where this practice does not open to this session. */
export function requireEntry({ policy }: Pick<Members, "policy">, ways: readonly VaultWay[], entered: Entered): void {
  insist(policy === undefined || isStrong(ways, entered), "way_too_weak");
}
