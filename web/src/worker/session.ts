/** An open account: its root key in memory, its session at the platform, its vault under compare-and-swap. */
import { type Audience, openRoot, signInStatement, vaultKey, type WayIn } from "../protocol/accounts";
import { b64, type Bytes, fromB64, hex, type Json } from "../protocol/encoding";
import { hash } from "../protocol/primitives";
import { b64Of, digest, identifier, integer, oneOf, partOf, type Shape, string } from "../protocol/shapes";
import { firstPrevious, lockVault, openVault, type Vault, vaultHash } from "../protocol/vault";
import { DoorError } from "./door-types";
import { type Ask, askAgain, askNothing, askRaw, askJson, Refused } from "./http";
import { originOf, type World } from "./installation";
import * as shelf from "./shelf";

const challengeShape = partOf({ challenge: b64Of(32) });
const sessionShape = partOf({ session: string, account: identifier, audience: oneOf("patient", "staff"), sealed_root: b64Of() });
const vaultShape = partOf({ version: integer(1), previous: digest, blob: b64Of() });

const recent = 5 * 60_000;

export interface OpenAccount {
  account: string;
  audience: Audience;
  root: Bytes;
  way: WayIn;
  session: string;
}

/** Answers alike for an unknown way in and a wrong signature; what was typed is therefore wrong, not unknown. */
async function startSession(world: World, way: WayIn) {
  const { challenge } = await askJson(`${world.platform.url}/v1/challenges`, { method: "POST", body: {} }, challengeShape);
  const statement = await signInStatement(way, originOf(world.platform), challenge);
  return askJson(`${world.platform.url}/v1/sessions`, { method: "POST", body: { statement } }, sessionShape);
}

export class Account {
  readonly #world: World;
  readonly open: OpenAccount;
  #version = 0;
  #previousHash = firstPrevious;
  #vault: Vault | undefined;
  #readAt = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(world: World, open: OpenAccount) {
    this.#world = world;
    this.open = open;
  }

  /** `check` is asked with the root key before anything of the account is believed. */
  static async signIn(world: World, way: WayIn, check: (root: Bytes) => void = () => undefined): Promise<Account> {
    const answer = await startSession(world, way);
    if (answer.audience !== way.audience) throw new DoorError("sign_in_refused");
    const root = await openRoot(fromB64(answer.sealed_root), answer.account, way);
    check(root);
    const account = new Account(world, { account: answer.account, audience: way.audience, root, way, session: answer.session });
    const { ways } = await account.vault();
    // A way that the vault does not list was removed, or never ours: the platform alone cannot bring it back.
    if (!ways.some(({ locator }) => locator === hex(way.locator))) throw new DoorError("way_unlisted");
    return account;
  }

  get origin(): string {
    return originOf(this.#world.platform);
  }

  url(path: string): string {
    return `${this.#world.platform.url}/v1${path}`;
  }

  /** Renews the session once when it has run out: the way in is still in memory. */
  async #withSession<T>(work: (session: string) => Promise<T>): Promise<T> {
    try {
      return await work(this.open.session);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      this.open.session = (await startSession(this.#world, this.open.way)).session;
      return work(this.open.session);
    }
  }

  /** From here on the session is one that this way opened. */
  async enterAgain(way: WayIn): Promise<void> {
    const { session } = await startSession(this.#world, way);
    Object.assign(this.open, { way, session });
  }

  ask<T extends Json>(path: string, ask: Ask, shape: Shape<T>): Promise<T> {
    return this.#withSession((session) => askAgain(this.url(path), { ...ask, session }, shape));
  }

  tell(path: string, ask: Ask): Promise<void> {
    return this.#withSession((session) => askNothing(this.url(path), { ...ask, session }));
  }

  stream(path: string, signal: AbortSignal): Promise<Response> {
    return this.#withSession((session) => askRaw(this.url(path), { session, signal }));
  }

  async leave(): Promise<void> {
    const { session } = this.open;
    await askNothing(this.url("/sessions/current"), { method: "DELETE", session }).catch(() => undefined);
    this.open.root.fill(0);
  }

  async vault(): Promise<Vault> {
    return this.#vault ?? this.readVault();
  }

  /** Read again only when this copy is old: a vault read beside a round of probing would point at its owner. */
  async recentVault(): Promise<Vault> {
    return Date.now() - this.#readAt < recent ? this.vault() : this.readVault();
  }

  /** What was seen is asked first: what is written while the answer is on its way is not missing from it. */
  async readVault(): Promise<Vault> {
    const seen = Math.max(this.#version, (await shelf.read<number>(this.#seenKey)) ?? 0);
    const answer = await this.ask("/vault", {}, vaultShape);
    const blob = { version: answer.version, previous: answer.previous, blob: fromB64(answer.blob) };
    const vault = await openVault(blob, vaultKey(this.open.root), this.open.account, seen);
    if (this.#vault !== undefined && blob.version < this.#version) return this.#vault;
    await this.#hold(vault, blob.version, vaultHash(blob.blob));
    return vault;
  }

  /** For the vault that opened the account. */
  async adopt(vault: Vault, blob: Bytes): Promise<void> {
    await this.#hold(vault, 1, vaultHash(blob));
  }

  async #hold(vault: Vault, version: number, blobHash: string): Promise<void> {
    [this.#vault, this.#version, this.#previousHash, this.#readAt] = [vault, version, blobHash, Date.now()];
    await shelf.raise(this.#seenKey, version);
  }

  /** A fingerprint, so that the account's id does not stay in the browser. */
  get #seenKey(): string {
    return `vault:${hex(hash("vault-seen", this.open.root)).slice(0, 32)}`;
  }

  /** Applies the change to the newest vault; when another browser was faster, to theirs. */
  changeVault(change: (vault: Vault) => Vault): Promise<Vault> {
    const turn = this.#writing.then(() => this.#writeVault(change));
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #writeVault(change: (vault: Vault) => Vault): Promise<Vault> {
    for (let attempt = 0; ; attempt++) {
      const before = await this.vault();
      const after = change(before);
      if (after === before) return before;
      try {
        return await this.#putVault(after);
      } catch (error) {
        if (attempt === 5 || !(error instanceof DoorError) || error.code !== "vault_conflict") throw error;
        await this.readVault();
      }
    }
  }

  async #putVault(vault: Vault): Promise<Vault> {
    const { version, previous, blob } = await lockVault(vault, vaultKey(this.open.root), this.open.account, this.#version + 1, this.#previousHash);
    await this.tell("/vault", { method: "PUT", body: { version, previous, blob: b64(blob) } });
    await this.#hold(vault, version, vaultHash(blob));
    return vault;
  }
}
