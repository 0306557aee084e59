/** How a decision is told. */
import type { ConsentDecision } from "../../worker/door-types";

export const consentStates = {
  granted: "consent-granted",
  refused: "consent-refused",
  withdrawn: "consent-withdrawn",
} as const satisfies Record<ConsentDecision, string>;

/** Whether SMS come beside mail or in its place. */
export type SmsWay = "beside" | "instead";
export const smsWays = [
  { value: "beside", label: "sms-beside" },
  { value: "instead", label: "sms-instead" },
] as const;
