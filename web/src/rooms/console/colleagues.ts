/** Who works at the console, and the passkeys by which others begin and leave. */
import type { Colleague } from "../../api/console";
import { admissionHash, departureHash } from "../../protocol/authority";
import { canonical } from "../../protocol/encoding";
import { step } from "./passkeys";
import { inSession } from "./session.svelte";

export async function colleagues(): Promise<readonly Colleague[]> {
  return (await inSession<{ staff: readonly Colleague[] }>("/staff")).staff;
}

/** Let a candidate begin, whose mark was heard: the key that stands behind it is what is signed. */
export async function admit({ staff, name, key, roles }: Colleague): Promise<void> {
  const signed = await step("approve", admissionHash(canonical({ staff, name, key, roles: [...roles] })));
  await inSession("/staff/confirmations", { method: "POST", body: { staff, step: signed } });
}

export async function dismiss({ staff }: Colleague): Promise<void> {
  const signed = await step("approve", departureHash(staff));
  await inSession("/staff/departures", { method: "POST", body: { staff, step: signed } });
}
