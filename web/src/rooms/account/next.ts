/** Where a person goes on after signing in. */
import { go } from "../../router/router.svelte";
import type { Audience } from "../../worker/door-types";

/** Only a fragment of this app is followed, whatever the address says. */
export function continueTo(next: string | undefined, audience: Audience): void {
  if (next?.startsWith("#/") && !next.startsWith("#/sign-")) location.hash = next.slice(1);
  else go({ room: audience === "staff" ? "agenda" : "appointments" });
}
