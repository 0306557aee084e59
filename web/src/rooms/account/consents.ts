/** How a decision is told. */
import type { ConsentDecision } from "../../worker/door-types";

export const consentStates = {
  granted: "consent-granted",
  refused: "consent-refused",
  withdrawn: "consent-withdrawn",
} as const satisfies Record<ConsentDecision, string>;
