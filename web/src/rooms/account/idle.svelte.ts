/** After how many minutes without a touch the keys are locked away. The choice stays in this browser. */
import type { Access, Audience } from "../../worker/door-types";

export const idleChoices = [5, 15, 30, 60, 240] as const;
export type IdleMinutes = (typeof idleChoices)[number];

/** A desk stands open to whoever passes; a remembered browser opens again by itself, so locking it early only annoys. */
const usual = { staff: 15, patient: 15, remembered: 60 } as const;

const keyOf = (audience: Audience) => `serment.idle.${audience}`;

function chosen(audience: Audience): IdleMinutes | undefined {
  return idleChoices.find((one) => String(one) === localStorage.getItem(keyOf(audience)));
}

let choices = $state<Record<Audience, IdleMinutes | undefined>>({ patient: chosen("patient"), staff: chosen("staff") });

export function idleMinutes(audience: Audience, remembered: Access["remembered"]): IdleMinutes {
  return choices[audience] ?? usual[audience === "patient" && remembered?.audience === "patient" ? "remembered" : audience];
}

export function chooseIdle(audience: Audience, minutes: IdleMinutes): void {
  choices[audience] = minutes;
  localStorage.setItem(keyOf(audience), String(minutes));
}
