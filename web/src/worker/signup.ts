/** Opening an account: one request with an opening token, the first way in, and a vault that already has its pool. */
import { openingStatement, sealRoot, vaultKey, type WayIn } from "../protocol/accounts";
import { b64, hex, type Json } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { dayOf, partOf, string } from "../protocol/shapes";
import { emptyVault, firstPrevious, lockVault, newPool, type Vault } from "../protocol/vault";
import type { Custodian } from "./custodian";
import { DoorError } from "./door-types";
import { askAgain } from "./http";
import { originOf, type World } from "./installation";
import { Account } from "./session";
import type { KeptToken } from "./shelf";

const openedShape = partOf({ session: string });

function firstVault(way: WayIn): Vault {
  const today = dayOf(new Date());
  const listed = { kind: "passphrase", locator: hex(way.locator), name: "", added: today } as const;
  return { ...emptyVault(), ways: [listed], pools: [newPool("", today)] };
}

async function openingToken(custodian: Custodian): Promise<KeptToken> {
  if ((await custodian.count("opening")) === 0) await custodian.fetchTokens("opening", 1);
  const kept = await custodian.takeToken("opening");
  if (kept === undefined) throw new DoorError("rights_missing");
  return kept;
}

export async function openAccount(world: World, custodian: Custodian, way: WayIn): Promise<Account> {
  const kept = await openingToken(custodian);
  await custodian.fillStock();
  const account = hex(random(16));
  const root = random(32);
  const sealedRoot = await sealRoot(root, account, way);
  const vault = firstVault(way);
  const { blob } = await lockVault(vault, vaultKey(root), account, 1, firstPrevious);
  const origin = originOf(world.platform);
  const statement = await openingStatement({ account, origin, way, sealedRoot, vault: blob, token: kept.token });
  const body = { statement, token: b64(kept.token), sealed_root: b64(sealedRoot), vault: b64(blob) };
  const { session } = await post(world, custodian, kept, body);
  const opened = new Account(world, { account, audience: way.audience, root, way, session });
  await opened.adopt(vault, blob);
  return opened;
}

/** A refusal spent nothing, unless it was the token that was refused. */
async function post(world: World, custodian: Custodian, kept: KeptToken, body: Json): Promise<{ readonly session: string }> {
  try {
    return await askAgain(`${world.platform.url}/v1/accounts`, { method: "POST", body }, openedShape);
  } catch (error) {
    if (!(error instanceof DoorError && error.code.startsWith("token_"))) await custodian.giveBack(kept);
    throw error;
  }
}
