/** Ways in and back of an open account: kit and remembered browsers are added and removed here (SPEC 3). */
import { browserSecret, kitSecret, sealRoot, type WayIn, wayAddedStatement, wayIn, wayRemovedStatement } from "../protocol/accounts";
import { b64, type Bytes, equal, hex, utf8 } from "../protocol/encoding";
import { kitWords, readKit, type WordLanguage } from "../protocol/kit";
import { boundCipherKey, boundSigningKey, decrypt, encrypt, random } from "../protocol/primitives";
import { dayOf, momentOf } from "../protocol/shapes";
import { newPool, type VaultWay } from "../protocol/vault";
import type { Custodian } from "./custodian";
import { DoorError, type Way, type WayKind } from "./door-types";
import { withPool } from "./pools";
import type { Account } from "./session";
import * as shelf from "./shelf";

const rememberedKey = "remembered";

export class Ways {
  readonly #account: Account;
  readonly #custodian: Custodian;
  #kit: Bytes | undefined;

  constructor(account: Account, custodian: Custodian) {
    this.#account = account;
    this.#custodian = custodian;
  }

  newKit(language: WordLanguage): Promise<readonly string[]> {
    this.#kit = random(16);
    return kitWords(this.#kit, language);
  }

  /** Only what was typed back from paper becomes a way in. */
  async tryKit(words: string): Promise<void> {
    if (this.#kit === undefined || !equal(await readKit(words), this.#kit)) throw new DoorError("bad_kit");
    await this.#add(wayIn(kitSecret(this.#kit), this.#account.open.audience), "kit", "");
    this.#kit = undefined;
  }

  async #add(way: WayIn, kind: WayKind, name: string): Promise<void> {
    const { account, root, way: by } = this.#account.open;
    const sealedRoot = await sealRoot(root, account, way);
    const statement = await wayAddedStatement(by, account, way, sealedRoot);
    await this.#account.tell("/ways", { method: "POST", body: { statement, sealed_root: b64(sealedRoot) } });
    const listed: VaultWay = { kind, locator: hex(way.locator), name, added: dayOf(new Date()) };
    await this.#account.changeVault((vault) => ({ ...vault, ways: [...vault.ways, listed] }));
  }

  async list(): Promise<readonly Way[]> {
    const here = (await remembered())?.locator;
    return (await this.#account.readVault()).ways.map((way) => ({ ...way, here: way.locator === here }));
  }

  async remove(locator: string): Promise<void> {
    const { account, way } = this.#account.open;
    const statement = await wayRemovedStatement(way, account, locator, momentOf(new Date()));
    await this.#account.tell("/ways/remove", { method: "POST", body: { statement } });
    await this.#account.changeVault((vault) => ({ ...vault, ways: vault.ways.filter((known) => known.locator !== locator) }));
  }

  /** A way in of its own, a pool of its own, and, while the custodian knows us, a device key it will know again. */
  async rememberBrowser(name: string): Promise<void> {
    if ((await remembered()) !== undefined) await this.forgetBrowser();
    const { audience } = this.#account.open;
    const bytes = random(32);
    const way = wayIn(browserSecret(bytes), audience);
    await this.#add(way, "browser", name);
    const pool = newPool(name, dayOf(new Date()));
    await this.#account.changeVault((vault) => withPool(vault, pool));
    const key = await boundCipherKey();
    const locator = hex(way.locator);
    const wrapped = await encrypt(key, bytes, utf8(locator));
    const owner = (await this.#account.vault()).profile.given;
    const kept: shelf.Remembered = { audience, name: owner, locator, key, wrapped, pool: pool.id, device: await this.#device() };
    await shelf.write(rememberedKey, kept);
  }

  async #device(): Promise<CryptoKeyPair | undefined> {
    if (!this.#custodian.isOpen) return undefined;
    const pair = await boundSigningKey();
    await this.#custodian.registerDevice(pair.publicKey);
    return pair;
  }

  /** The name by which a remembered browser greets; only where it is this account that it remembers. */
  async renameOwner(name: string): Promise<void> {
    const kept = await remembered();
    const { ways } = await this.#account.vault();
    if (kept !== undefined && ways.some(({ locator }) => locator === kept.locator)) await shelf.write(rememberedKey, { ...kept, name });
  }

  async forgetBrowser(): Promise<void> {
    const kept = await remembered();
    if (kept === undefined) return;
    await shelf.drop(rememberedKey);
    const { ways } = await this.#account.readVault();
    if (ways.some(({ locator }) => locator === kept.locator)) await this.remove(kept.locator);
  }
}

export async function remembered(): Promise<shelf.Remembered | undefined> {
  return shelf.read<shelf.Remembered>(rememberedKey);
}

export async function rememberedWay(kept: shelf.Remembered): Promise<WayIn> {
  return wayIn(browserSecret(await decrypt(kept.key, kept.wrapped, utf8(kept.locator))), kept.audience);
}
