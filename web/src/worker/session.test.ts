import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { vaultKey, type WayIn } from "../protocol/accounts";
import { b64, type Bytes, fromB64, hex } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { emptyVault, firstPrevious, lockVault, type Vault, vaultHash } from "../protocol/vault";
import type { World } from "./installation";
import { Account } from "./session";

const shelf = vi.hoisted(() => ({ kept: new Map<string, number>() }));

/** Vitest runs where no browser keeps anything. */
vi.mock("./shelf", () => ({
  read: async (key: string) => shelf.kept.get(key),
  raise: async (key: string, value: number) => void shelf.kept.set(key, Math.max(value, shelf.kept.get(key) ?? 0)),
}));

const [account, root] = [hex(random(16)), random(32)];
const world = { platform: { url: "https://rdv.example" } } as unknown as World;

function named(given: string): Vault {
  const vault = emptyVault();
  return { ...vault, profile: { ...vault.profile, given } };
}

/** The platform's own copy; an answer may be kept on its way. */
class Platform {
  readonly versions: { version: number; previous: string; blob: Bytes }[] = [];
  /** Answers leave when this is done. */
  way: Promise<void> = Promise.resolve();
  asked = () => {};

  async put(given: string): Promise<void> {
    const last = this.versions.at(-1);
    const previous = last === undefined ? firstPrevious : vaultHash(last.blob);
    this.versions.push(await lockVault(named(given), vaultKey(root), account, this.versions.length + 1, previous));
  }

  readonly answer = async (_url: string, { method, body }: { method?: string; body?: string } = {}): Promise<Response> => {
    if (method === "PUT") {
      const { version, previous, blob } = JSON.parse(body ?? "") as { version: number; previous: string; blob: string };
      if (version !== this.versions.length + 1) return Response.json({ code: "vault_conflict" }, { status: 409 });
      this.versions.push({ version, previous, blob: fromB64(blob) });
      return new Response(null, { status: 204 });
    }
    const { version, previous, blob } = this.versions.at(-1) ?? { version: 0, previous: firstPrevious, blob: random(1) };
    const way = this.way;
    this.asked();
    await way;
    return Response.json({ version, previous, blob: b64(blob) });
  };
}

let platform: Platform;

function opened(): Account {
  return new Account(world, { account, audience: "patient", root: Uint8Array.from(root), way: {} as WayIn, session: "s" });
}

/** An answer is asked for, and does not come before `meanwhile` is done. */
async function slowly(reading: Account, meanwhile: () => Promise<unknown>): Promise<Vault> {
  let arrive = () => {};
  platform.way = new Promise((resolve) => (arrive = resolve));
  const asked = new Promise<void>((resolve) => (platform.asked = resolve));
  const answer = reading.readVault();
  await asked;
  [platform.way, platform.asked] = [Promise.resolve(), () => {}];
  await meanwhile();
  arrive();
  return answer;
}

beforeEach(async () => {
  shelf.kept.clear();
  platform = new Platform();
  vi.stubGlobal("fetch", platform.answer);
  await platform.put("Ondine");
});
afterEach(() => vi.unstubAllGlobals());

describe("a vault that is read", () => {
  it("while it is changed here stays as it was changed", async () => {
    const here = opened();
    await here.vault();
    const read = await slowly(here, () => here.changeVault(() => named("Aliénor")));
    expect(read.profile.given).toBe("Aliénor");
    await here.changeVault(() => named("Ysolde"));
    expect(platform.versions).toHaveLength(3);
  });

  it("while another tab changes it is no older version than was seen", async () => {
    const [here, there] = [opened(), opened()];
    expect((await slowly(here, () => there.changeVault(() => named("Aliénor")))).profile.given).toBe("Ondine");
    expect([...shelf.kept.values()]).toEqual([2]);
    const changed = await here.changeVault((vault) => ({ ...vault, profile: { ...vault.profile, family: "Essai" } }));
    expect(changed.profile).toMatchObject({ given: "Aliénor", family: "Essai" });
  });

  it("and was read in a newer version before is refused", async () => {
    await platform.put("Aliénor");
    await opened().vault();
    platform.versions.pop();
    await expect(opened().vault()).rejects.toThrow(expect.objectContaining({ code: "vault_rolled_back" }));
  });
});
