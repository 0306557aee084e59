/** The file of the paper kit: what the account holds today, for people and programs, opened by the kit alone (SPEC 15). */
import type { Bytes } from "../protocol/encoding";
import { deskEpochs, type KeptPractice, type KeptVisit, type KitFile, lockKitFile } from "../protocol/kitfile";
import { dayOf } from "../protocol/shapes";
import type { Vault } from "../protocol/vault";
import { DoorError } from "./door-types";
import type { World } from "./installation";
import type { Practices } from "./practices";
import type { Account } from "./session";
import type { Visits } from "./visits";

/** The part for people is written on the page, which shows the same. */
export async function makeKitFile(world: World, account: Account, visits: Visits, practices: Practices, text: string): Promise<Bytes> {
  const vault = await account.readVault();
  const recipients = vault.ways.flatMap(({ recipient }) => recipient ?? []);
  if (recipients.length === 0) throw new DoorError("kit_needed");
  const kept = await visits.kept();
  const made = dayOf(new Date());
  const content: KitFile = {
    v: 1,
    type: "kit_file",
    made,
    installation: world.name,
    log: world.platform.verifier,
    account: account.open.account,
    profile: vault.profile,
    ways: vault.ways.map(({ kind, name, added }) => ({ kind, name, added })),
    practices: await practicesOf(kept, practices),
    visits: kept,
  };
  const file = await lockKitFile(text, content, recipients);
  await account.changeVault((now) => withFile(now, made));
  return file;
}

async function practicesOf(visits: readonly KeptVisit[], practices: Practices): Promise<readonly KeptPractice[]> {
  const epochs = new Map<string, Set<number>>();
  for (const { self_copy, statements } of visits) {
    const known = epochs.get(self_copy.practice) ?? new Set<number>();
    for (const epoch of deskEpochs(statements)) known.add(epoch);
    epochs.set(self_copy.practice, known);
  }
  const papers: KeptPractice[] = [];
  for (const [practice, signing] of [...epochs].sort(([a], [b]) => (a < b ? -1 : 1))) papers.push(await practices.papers(practice, [...signing].sort((a, b) => a - b)));
  return papers;
}

/** The day on which a file was last made for each kit that can have one. */
export function withFile(vault: Vault, today: string): Vault {
  return { ...vault, ways: vault.ways.map((way) => (way.recipient === undefined ? way : { ...way, file: today })) };
}
