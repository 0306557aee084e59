/** Links for colleagues: this browser draws the secret, and the server is told its hash alone. */
import type { PendingInvitation } from "../../api/console";
import { invitationHash, revocationHash } from "../../protocol/authority";
import { b64, canonical, hex } from "../../protocol/encoding";
import { hash, random } from "../../protocol/primitives";
import { step } from "./passkeys";
import { approves } from "./roles";
import { inSession } from "./session.svelte";

/** For whom a link is, and what they shall do; days are empty where there is no bound. */
export interface Wanted {
  name: string;
  roles: readonly string[];
  first: string;
  last: string;
  until: string;
}

const secretBytes = 32;
/** Worth nothing beside another. */
const alone: readonly string[] = ["witness", "auditor"];
const path = "/staff/invitations";

export async function pending(): Promise<readonly PendingInvitation[]> {
  return (await inSession<{ invitations: readonly PendingInvitation[] }>(path)).invitations;
}

/** What is wrong, by field; the server says the same. */
export function faultsIn({ name, roles, first, last, until }: Wanted, today: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  if (name.trim() === "") found["name"] = "register_field_missing";
  if (roles.length === 0) found["roles"] = "register_field_missing";
  else if (!together(roles)) found["roles"] = "roles_incompatible";
  if (until && until < today) found["until"] = "access_over";
  if (!roles.includes("auditor")) return found;
  for (const [field, day] of Object.entries({ first, last, until })) if (day === "") found[field] = "guest_unbounded";
  if (first && last && last < first) found["last"] = "period_reversed";
  return found;
}

/** Whether one person may have all of these. */
function together(roles: readonly string[]): boolean {
  if (roles.some((role) => alone.includes(role))) return roles.length === 1;
  return !(roles.includes("operator") && approves(roles));
}

/** Whether another colleague than the inviter has to confirm them. */
export function takesTwo(roles: readonly string[]): boolean {
  return approves(roles) || roles.includes("witness");
}

/** Signs for somebody; what comes back is the secret of their link, which is nowhere else. */
export async function invite({ name, roles, first, last, until }: Wanted): Promise<string> {
  const secret = random(secretBytes);
  const days = roles.includes("auditor") ? { first, last, until } : { first: "", last: "", until };
  const asked = { invitation: hex(hash("officer-invitation", secret)), name: name.trim(), roles: [...roles], ...days };
  const signed = await step("approve", invitationHash(canonical(asked)));
  await inSession(path, { method: "POST", body: { ...asked, step: signed } });
  return b64(secret);
}

export async function revoke({ invitation }: PendingInvitation): Promise<void> {
  const signed = await step("approve", revocationHash(invitation));
  await inSession(`${path}/revocations`, { method: "POST", body: { invitation, step: signed } });
}
