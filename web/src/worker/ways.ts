/** Ways in and back of an open account: kit and remembered browsers are added and removed here (SPEC 3). */
import { browserSecret, kitSecret, passkeySecret, publicHalf, type PublicWay, sealRootTo, type WayIn, wayAddedStatement, wayIn, wayRemovedStatement } from "../protocol/accounts";
import { b64, type Bytes, equal, hex, utf8 } from "../protocol/encoding";
import { kitWords, readKit, type WordLanguage } from "../protocol/kit";
import { kitIdentity, kitRecipient, writeKitAddress } from "../protocol/kitfile";
import { boundCipherKey, boundSigningKey, encrypt, random } from "../protocol/primitives";
import { dayOf, momentOf } from "../protocol/shapes";
import { newPool, type Vault, type VaultWay } from "../protocol/vault";
import type { Memberships } from "./access";
import { waysBack } from "./back";
import type { Custodian } from "./custodian";
import { DoorError, type NewKit, type Way, type WayKind } from "./door-types";
import { withPool } from "./pools";
import { remembered, rememberedKey } from "./remembered";
import type { Account } from "./session";
import * as shelf from "./shelf";

export class Ways {
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #memberships: Pick<Memberships, "requireChange">;
  #kit: Bytes | undefined;

  constructor(account: Account, custodian: Custodian, memberships: Pick<Memberships, "requireChange">) {
    this.#account = account;
    this.#custodian = custodian;
    this.#memberships = memberships;
  }

  /** Everything that goes on paper. */
  async newKit(language: WordLanguage): Promise<NewKit> {
    const kit = random(16);
    this.#kit = kit;
    return { words: await kitWords(kit, language), address: writeKitAddress(this.#account.open.audience, kit), identity: kitIdentity(kit) };
  }

  /** Only what was typed back from paper becomes a way in. */
  async tryKit(words: string): Promise<void> {
    if (this.#kit === undefined || !equal(await readKit(words), this.#kit)) throw new DoorError("bad_kit");
    await this.#add(wayIn(kitSecret(this.#kit), this.#account.open.audience), "kit", "", { recipient: await kitRecipient(this.#kit) });
    this.#kit = undefined;
  }

  addPasskey(name: string, credential: Bytes, output: Bytes): Promise<void> {
    return this.#add(wayIn(passkeySecret(output), this.#account.open.audience), "passkey", name, { credential: b64(credential) });
  }

  /** The new one opens before the old one closes; whatever comes between leaves two. */
  async changePassphrase(passphrase: string): Promise<void> {
    const way = wayIn(await this.#custodian.harden(passphrase), this.#account.open.audience);
    const old = (await this.#account.readVault()).ways.filter(({ kind }) => kind === "passphrase").map(({ locator }) => locator);
    if (!old.includes(hex(way.locator))) await this.#add(way, "passphrase", "");
    if (old.includes(this.#own)) await this.#account.enterAgain(way);
    for (const locator of old) if (locator !== hex(way.locator)) await this.remove(locator);
  }

  get #own(): string {
    return hex(this.#account.open.way.locator);
  }

  async #add(way: WayIn, kind: WayKind, name: string, more: Partial<VaultWay> = {}): Promise<void> {
    await this.add(await publicHalf(way), kind, name, more);
  }

  /** A way whose secret may be on another device. */
  async add(way: PublicWay, kind: WayKind, name: string, more: Partial<VaultWay> = {}): Promise<void> {
    const { account, audience, root, way: by } = this.#account.open;
    const listed: VaultWay = { kind, locator: way.locator, name, added: dayOf(new Date()), ...more };
    await this.#memberships.requireChange([...(await this.#account.vault()).ways, listed]);
    const sealedRoot = await sealRootTo(root, account, audience, way);
    const statement = await wayAddedStatement(by, account, way, sealedRoot);
    await this.#account.tell("/ways", { method: "POST", body: { statement, sealed_root: b64(sealedRoot) } });
    await this.#account.changeVault((vault) => ({ ...vault, ways: [...vault.ways, listed] }));
  }

  async list(): Promise<readonly Way[]> {
    const here = (await remembered())?.locator;
    // What opened the account now may not be written down yet.
    const { ways } = marked(await this.#account.readVault(), this.#own, dayOf(new Date()));
    return ways.map((way) => ({ ...way, here: way.locator === here }));
  }

  /** Whether a way back was tried; so long as none was, a forgotten passphrase would take everything with it. */
  async isSettled(): Promise<boolean> {
    const here = (await remembered())?.locator;
    const { ways } = await this.#account.vault();
    return waysBack(ways.map((way) => ({ ...way, here: way.locator === here }))).length > 0;
  }

  async requireSettled(): Promise<void> {
    if (!(await this.isSettled())) throw new DoorError("ways_missing");
  }

  /**
   * Answers whether the account stays open here. The platform's row goes first: a way that opens nothing may stand in
   * the list, but none that opens may be missing. With the way that opened this account the session ends, so there the
   * list must be written before.
   */
  async remove(locator: string): Promise<boolean> {
    await this.#memberships.requireChange(without(await this.#account.readVault(), locator).ways);
    return this.#takeOff(locator);
  }

  async #takeOff(locator: string): Promise<boolean> {
    const stays = locator !== this.#own;
    if (stays) await this.#close(locator);
    await this.#account.changeVault((vault) => without(vault, locator));
    await this.withdraw();
    if (!stays) await this.#close(locator);
    return stays;
  }

  async #close(locator: string): Promise<void> {
    const { account, way } = this.#account.open;
    const statement = await wayRemovedStatement(way, account, locator, momentOf(new Date()));
    await this.#account.tell("/ways/remove", { method: "POST", body: { statement } });
  }

  /** Has the custodian forget the devices that were taken off the list; answers how many it still knows, until another time. */
  async withdraw(): Promise<number> {
    const { leaving } = await this.#account.vault();
    const gone = new Set<string>();
    for (const device of leaving) if (await this.#custodian.forgetDevice(device)) gone.add(device);
    const left = await this.#account.changeVault((vault) => havingLeft(vault, gone));
    return left.leaving.length;
  }

  /** A way in of its own, a pool of its own, and, while the custodian knows us, a device key it will know again. */
  async rememberBrowser(name: string): Promise<void> {
    const { audience } = this.#account.open;
    const bytes = random(32);
    await this.#add(wayIn(browserSecret(bytes), audience), "browser", name);
    await this.forgetBrowser();
    await this.keepBrowser(name, bytes);
  }

  /** The bytes of a browser's way in that is listed already. */
  async keepBrowser(name: string, bytes: Bytes): Promise<void> {
    const { audience } = this.#account.open;
    const pool = newPool(name, dayOf(new Date()));
    await this.#account.changeVault((vault) => withPool(vault, pool));
    const key = await boundCipherKey();
    const locator = hex(wayIn(browserSecret(bytes), audience).locator);
    const wrapped = await encrypt(key, bytes, utf8(locator));
    const owner = (await this.#account.vault()).profile.given;
    const kept: shelf.Remembered = { audience, name: owner, locator, key, wrapped, pool: pool.id, device: undefined };
    await shelf.write(rememberedKey, kept);
    await this.beKnown();
  }

  /** Has the custodian know this browser, now or once it knows us; listed in the vault, so that the key can be withdrawn. */
  async beKnown(): Promise<void> {
    const kept = await remembered();
    if (kept === undefined || kept.device !== undefined || !this.#custodian.isOpen || !(await this.#lists(kept.locator))) return;
    const pair = await boundSigningKey();
    const device = await this.#custodian.registerDevice(pair.publicKey);
    await this.#account.changeVault((vault) => withDevice(vault, kept.locator, device));
    await shelf.write(rememberedKey, { ...kept, device: pair });
  }

  async #lists(locator: string): Promise<boolean> {
    return (await this.#account.vault()).ways.some((way) => way.locator === locator);
  }

  /** The name by which a remembered browser greets; only where it is this account that it remembers. */
  async renameOwner(name: string): Promise<void> {
    const kept = await remembered();
    if (kept !== undefined && (await this.#lists(kept.locator))) await shelf.write(rememberedKey, { ...kept, name });
  }

  async forgetBrowser(): Promise<boolean> {
    const kept = await remembered();
    if (kept === undefined) return true;
    const vault = await this.#account.readVault();
    const listed = vault.ways.some(({ locator }) => locator === kept.locator);
    if (listed) await this.#memberships.requireChange(without(vault, kept.locator).ways);
    await shelf.drop(rememberedKey);
    return listed ? this.#takeOff(kept.locator) : true;
  }
}

/**
 * The same vault where nothing changes; a vault that lists no way would open for nobody. The device of a way that goes is
 * still to be withdrawn at the custodian.
 */
export function without(vault: Vault, locator: string): Vault {
  const ways = vault.ways.filter((known) => known.locator !== locator);
  if (ways.length === 0) throw new DoorError("last_way");
  const leaving = vault.ways.flatMap((way) => (way.locator === locator && way.device !== undefined ? [way.device] : []));
  return ways.length === vault.ways.length ? vault : { ...vault, ways, leaving: [...vault.leaving, ...leaving] };
}

/** With the key by which the custodian knows this way's device; it leaves at once if the way has gone meanwhile. */
export function withDevice(vault: Vault, locator: string, device: string): Vault {
  if (!vault.ways.some((way) => way.locator === locator)) return { ...vault, leaving: [...vault.leaving, device] };
  return { ...vault, ways: vault.ways.map((way) => (way.locator === locator ? { ...way, device } : way)) };
}

export function havingLeft(vault: Vault, gone: ReadonlySet<string>): Vault {
  const leaving = vault.leaving.filter((device) => !gone.has(device));
  return leaving.length === vault.leaving.length ? vault : { ...vault, leaving };
}

export function marked(vault: Vault, locator: string, today: string): Vault {
  const used = vault.ways.find((way) => way.locator === locator)?.used;
  if (used === today) return vault;
  return { ...vault, ways: vault.ways.map((way) => (way.locator === locator ? { ...way, used: today } : way)) };
}
