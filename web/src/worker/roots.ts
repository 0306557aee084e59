/** Replacing a practice's root: ask, see the days pass, take the new root up (SPEC 16). */
import { b64, type Bytes, equal } from "../protocol/encoding";
import { clinical } from "../protocol/practice";
import { signPublic } from "../protocol/primitives";
import { type Reason, rootNow, type Roots, signRootRequest, timesReplaced } from "../protocol/replacements";
import { type Memberships, type PracticeAccess, rootSeedOf } from "./access";
import type { Custodian } from "./custodian";
import { CustodyDesk } from "./custody";
import { DoorError, type Progress, type RootState, type Team } from "./door-types";
import type { World } from "./installation";
import type { Practices } from "./practices";
import { newRoot } from "./rotation";
import type { Account } from "./session";
import type { Teams } from "./team";

export class RootDesk {
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #teams: Teams;
  readonly #custody: CustodyDesk;

  constructor(world: World, account: Account, custodian: Custodian, practices: Practices, memberships: Memberships, teams: Teams) {
    this.#account = account;
    this.#custodian = custodian;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#teams = teams;
    this.#custody = new CustodyDesk(world);
  }

  /** Whatever anybody asked is shown, so that a wish of a stranger is seen. */
  async state(practice: string): Promise<RootState> {
    const access = await this.#memberships.renew(practice);
    const roots = await this.#practices.rootsToCome(practice);
    const replaced = timesReplaced(access.roots);
    const waits = timesReplaced(roots) > replaced;
    return {
      replaced,
      waits,
      mine: waits && (await this.#isMine(practice, roots)),
      mayAsk: holdsEveryKey(access),
      holdsRoot: (await this.#oldSeed(access, roots)) !== undefined,
      requests: await this.#custodian.rootRequests(practice),
    };
  }

  /** Only who holds every key of the epoch can take the new root up, so only they ask. Asked again, it is the same. */
  async ask(practice: string, reason: Reason): Promise<RootState> {
    const access = await this.#memberships.renew(practice);
    if (!holdsEveryKey(access)) throw new DoorError("compartment_closed");
    const roots = await this.#practices.rootsToCome(practice);
    const number = timesReplaced(roots) + 1;
    const oldSeed = await this.#oldSeed(access, roots);
    if (reason === "root_renewed" && oldSeed === undefined) throw new DoorError("officer_only");
    const wish = { practice, number, old: b64(rootNow(roots)), name: access.root.name, reason };
    const { signed, present } = await signRootRequest(newRoot(this.#account.open.root, practice, number), wish, oldSeed);
    await this.#custodian.askRoot(signed, present);
    return this.state(practice);
  }

  /** Says to the custodian by the present root that it should stay. */
  async objectTo(practice: string, request: string): Promise<void> {
    await this.#custody.objectToRoot(await rootSeedOf(await this.#memberships.renew(practice)), request);
  }

  /** New keys and new recovery shares; the old root and its shares are worth nothing afterwards. */
  async takeUp(practice: string, second: string, progress?: Progress): Promise<Team> {
    const access = await this.#memberships.renew(practice);
    const roots = await this.#practices.rootsToCome(practice);
    if (timesReplaced(roots) === timesReplaced(access.roots) || !(await this.#isMine(practice, roots))) throw new DoorError("root_not_mine");
    return this.#teams.takeRoot(practice, timesReplaced(roots), second, progress);
  }

  async #isMine(practice: string, roots: Roots): Promise<boolean> {
    return equal(await signPublic(newRoot(this.#account.open.root, practice, timesReplaced(roots))), rootNow(roots));
  }

  /** The root that counts, where this member has it. */
  async #oldSeed(access: PracticeAccess, roots: Roots): Promise<Bytes | undefined> {
    if (access.rootWrap.length === 0) return undefined;
    const seed = await rootSeedOf(access);
    return equal(await signPublic(seed), rootNow(roots)) ? seed : undefined;
  }
}

function holdsEveryKey({ epoch, clinical: secrets }: PracticeAccess): boolean {
  return secrets.has(epoch.epoch) || !epoch.compartments.some(({ name }) => name === clinical);
}
