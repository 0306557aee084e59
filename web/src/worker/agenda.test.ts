import { expect, it, vi } from "vitest";
import { type CredentialKey, newCredentialKey } from "../protocol/credentials";
import { b64, hex } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { sealPublic } from "../protocol/xwing";
import type { PracticeAccess } from "./access";
import { Agendas, type KnownVisit } from "./agenda";
import type { Practices } from "./practices";
import type { Account } from "./session";
import { askFor } from "./wallet";

const [practice, filing, seed] = [hex(random(16)), random(32), b64(random(32))];
const access = { practice, secrets: new Map([[1, { filing_key: b64(filing) }]]) } as unknown as PracticeAccess;

async function vouched(key: CredentialKey): Promise<ReturnType<typeof vi.fn>> {
  const tell = vi.fn(async () => undefined);
  const publication = { practice, epoch: 1, credentials: [key] };
  const agendas = new Agendas({ tell } as unknown as Account, { lookUp: async () => ({ publication }) } as unknown as Practices);
  const visit = { row: { appointment: hex(random(32)) }, content: { reply: b64(await sealPublic(random(32))) } } as unknown as KnownVisit;
  await agendas.vouch(access, visit, [await askFor(seed, practice, key)]).catch((error: unknown) => {
    expect(error).toMatchObject({ code: "word_of_before" });
  });
  return tell;
}

it("whoever asks is known as a patient, and never as a colleague", async () => {
  expect(await vouched(await newCredentialKey(practice, 1, "known", filing))).toHaveBeenCalledOnce();
  expect(await vouched(await newCredentialKey(practice, 1, "colleagues", filing))).not.toHaveBeenCalled();
});
