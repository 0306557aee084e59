/** Which ways bring somebody back. Pure. */
import type { Way } from "./door-types";

/** What opens without the passphrase, and was tried: a kit, a passkey, or another browser that has opened the account by itself. */
export function waysBack(ways: readonly Way[]): readonly Way[] {
  return ways.filter((way) => way.kind === "kit" || way.kind === "passkey" || (way.kind === "browser" && !way.here && way.used !== undefined));
}
