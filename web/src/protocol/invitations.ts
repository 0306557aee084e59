/** Invitations: a secret in a link, answered with the invitee's keys under a MAC of it (SPEC 6). */
import { b64, type Bytes, canonical, fromB64, hex, parse, text, utf8 } from "./encoding";
import { insist } from "./errors";
import type { MemberKeys } from "./accounts";
import { memberId } from "./accounts";
import { derive, hash, hmac, isMac } from "./primitives";
import { lock, unlock } from "./sealing";
import { b64Of, identifier, oneOf, type Read, structure } from "./shapes";

const answerShape = structure({
  type: oneOf("invitation_answer"),
  practice: identifier,
  member: identifier,
  sign: b64Of(32),
  seal: b64Of(1216),
  name_locked: b64Of(),
});
export type InvitationAnswer = Read<typeof answerShape>;

export function invitationId(secret: Bytes): string {
  return hex(hash("invitation", secret)).slice(0, 32);
}

/** What stands behind the `#` of an invitation's link. */
export function writeLink(practice: string, secret: Bytes): string {
  return `${practice}.${b64(secret)}`;
}

export function readLink(link: string): { practice: string; secret: Bytes } {
  const [practice, digits, ...more] = link.split(".");
  insist(practice !== undefined && digits !== undefined && more.length === 0, "bad_structure");
  const secret = fromB64(digits);
  insist(secret.length === 32, "bad_structure");
  return { practice: identifier(practice), secret };
}

function nameContext(practice: string, member: string) {
  return { v: 1, practice, member } as const;
}

export async function answer(secret: Bytes, practice: string, keys: MemberKeys, name: string): Promise<{ answer: Bytes; mac: Bytes }> {
  const nameKey = derive(secret, "invitation/name");
  const body = canonical({
    v: 1,
    type: "invitation_answer",
    practice,
    member: keys.member,
    sign: b64(keys.signPublic),
    seal: b64(keys.sealPublic),
    name_locked: b64(await lock(nameKey, "invitation-name", nameContext(practice, keys.member), utf8(name))),
  });
  return { answer: body, mac: hmac(derive(secret, "invitation/mac"), body) };
}

export async function readAnswer(secret: Bytes, practice: string, body: Bytes, mac: Bytes): Promise<{ answer: InvitationAnswer; name: string }> {
  insist(isMac(mac, derive(secret, "invitation/mac"), body), "bad_mac");
  const found = answerShape(parse(body));
  insist(found.practice === practice && memberId(fromB64(found.sign)) === found.member, "bad_structure");
  const plain = await unlock(derive(secret, "invitation/name"), "invitation-name", nameContext(practice, found.member), fromB64(found.name_locked));
  return { answer: found, name: text(plain, "bad_structure") };
}
