/** Pools of manage seeds, written into the vault before any is used (SPEC 3). Pure. */
import { type KeptAgreement, scopeOfTerms } from "../protocol/terms";
import { newPool, newSeed, type Pool, type PoolSeed, poolSize, refillBelow, type Vault } from "../protocol/vault";

/** No practice lets a visit go before three months are over, of which February makes the shortest. */
export const leastKeptDays = 89;

/** Whose visit is over, by seed; and which seeds hold a visit at all. */
export interface Probed {
  used: ReadonlySet<string>;
  over: ReadonlySet<string>;
}

export function liveSeeds(vault: Vault): readonly string[] {
  return vault.pools.flatMap(({ seeds }) => seeds).filter(isLive).map(({ seed }) => seed);
}

/** Also of what is long over. */
export function allSeeds(vault: Vault): readonly string[] {
  return vault.pools.flatMap(({ seeds }) => seeds).map(({ seed }) => seed);
}

/** Seeds whose visit is so long over that a practice may have let it go (SPEC 14). */
export function mayBeGone(vault: Vault, today: string): ReadonlySet<string> {
  const since = daysBefore(today, leastKeptDays);
  const spent = vault.pools.flatMap(({ seeds }) => seeds).filter(({ state, day }) => state === "spent" && day <= since);
  return new Set(spent.map(({ seed }) => seed));
}

export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);
}

function isLive({ state }: PoolSeed): boolean {
  return state === "live";
}

/** The browser's own pool, or the first: the one the account was opened with, shared by browsers not remembered. */
export function poolFor(vault: Vault, own: string | undefined): Pool | undefined {
  return vault.pools.find(({ id }) => id === own) ?? vault.pools[0];
}

export function withPool(vault: Vault, pool: Pool): Vault {
  return { ...vault, pools: [...vault.pools, pool] };
}

export function unusedSeeds(pool: Pool, used: ReadonlySet<string>): readonly string[] {
  return pool.seeds.filter((kept) => isLive(kept) && !used.has(kept.seed)).map(({ seed }) => seed);
}

/** Marks what is over and refills what runs low; the same vault when there is nothing to do. */
export function maintained(vault: Vault, own: string | undefined, { used, over }: Probed, today: string): Vault {
  const mine = poolFor(vault, own);
  if (mine === undefined) return withPool(vault, newPool("", today));
  const missing = poolSize - unusedSeeds(mine, used).length;
  const refill = missing > poolSize - refillBelow ? missing : 0;
  const marks = liveSeeds(vault).some((seed) => over.has(seed));
  if (refill === 0 && !marks) return vault;
  return { ...vault, pools: vault.pools.map((pool) => tended(pool, over, pool === mine ? refill : 0, today)) };
}

/** So many unused seeds in the browser's own pool, or more; the same vault where they are there. */
export function atLeast(vault: Vault, own: string | undefined, used: ReadonlySet<string>, count: number, today: string): Vault {
  const mine = poolFor(vault, own);
  const missing = mine === undefined ? 0 : count - unusedSeeds(mine, used).length;
  if (missing <= 0) return vault;
  return { ...vault, pools: vault.pools.map((pool) => tended(pool, new Set(), pool === mine ? missing : 0, today)) };
}

function tended(pool: Pool, over: ReadonlySet<string>, refill: number, today: string): Pool {
  const marked = pool.seeds.map((kept) => (over.has(kept.seed) ? { ...kept, state: "spent" as const, day: today } : kept));
  return { ...pool, seeds: [...marked, ...Array.from({ length: refill }, () => newSeed(today))] };
}

/** Each question once, with the longer row of decisions. */
export function merged(one: readonly KeptAgreement[], other: readonly KeptAgreement[]): readonly KeptAgreement[] {
  const found = new Map<string, KeptAgreement>();
  for (const each of [...one, ...other]) {
    const scope = scopeOfTerms(each.terms);
    if (each.records.length > (found.get(scope)?.records.length ?? 0)) found.set(scope, each);
  }
  return [...found.values()];
}

/** With what was decided here about visits of this account; the same vault where that is known. */
export function agreed(vault: Vault, known: readonly KeptAgreement[]): Vault {
  const [before, own] = [vault.agreements ?? [], new Set(allSeeds(vault))];
  const after = merged(before, known.filter(({ seed }) => own.has(seed)));
  return JSON.stringify(after) === JSON.stringify(before) ? vault : { ...vault, agreements: after };
}

/** Every order equally likely (Fisher and Yates), so that probing tells nothing of pools. */
export function shuffled<T>(values: readonly T[]): T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last--) {
    const chosen = below(last + 1);
    [mixed[last], mixed[chosen]] = [mixed[chosen] as T, mixed[last] as T];
  }
  return mixed;
}

export function below(limit: number): number {
  const drawn = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  // 2^32 is so much larger than any list that the bias cannot be seen.
  return drawn % limit;
}
