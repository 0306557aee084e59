/** The keeper of keys: what the worker holds while somebody is signed in, and what it answers at the door. */
import { kitSecret, passkeySecret, type WayIn, wayIn } from "../protocol/accounts";
import { readCode } from "../protocol/codes";
import { type Bytes, hex } from "../protocol/encoding";
import { proposeWords, readKit } from "../protocol/kit";
import { readKitAddress } from "../protocol/kitfile";
import { dayOf } from "../protocol/shapes";
import type { Vault } from "../protocol/vault";
import { Memberships } from "./access";
import { Agendas } from "./agenda";
import { Agreements } from "./agreements";
import { Consents } from "./consents";
import { Custodian } from "./custodian";
import { Counter } from "./counter";
import { Demands } from "./demands";
import { Orders } from "./orders";
import { Desk, publicationOf } from "./desk";
import { Arrival, Welcome } from "./devices";
import { type Access, type Agenda, type Audience, type CustodianAddress, type Day, type Door, DoorError, type Ending, type EndingTerms, type Identity, type Visit } from "./door-types";
import { Export } from "./exporting";
import { Endings } from "./ending";
import { listen } from "./events";
import { Handovers } from "./handover";
import { readInstallation, type World } from "./installation";
import { makeKitFile } from "./kit-file";
import { Log } from "./logs";
import { Mailboxes } from "./mailbox";
import { Practices } from "./practices";
import { Questions } from "./questions";
import { Recovery } from "./recovery";
import { Referrals } from "./referrals";
import { Releases } from "./release";
import { Relocations } from "./relocation";
import type { Seen } from "./seen";
import { Account } from "./session";
import { RootDesk } from "./roots";
import { Shares } from "./shares";
import { openAccount } from "./signup";
import { Teams } from "./team";
import { endHolds, Visits } from "./visits";
import { Waits } from "./waits";
import { Words } from "./words";
import { areUsedUp, leftHolds, noteUsedUp, placeLeft } from "./rights";
import { remembered, rememberedWay } from "./remembered";
import { marked, Ways } from "./ways";

/** `Door` as it is served: a watch is started and stopped by number. */
export type ServedDoor = Omit<Door, "watch"> & {
  startWatching(watch: number, practice: string, changed: () => void): void;
  stopWatching(watch: number): void;
};

/** What needs no account. */
interface House {
  world: World;
  platformLog: Log;
  custodianLog: Log;
  custodian: Custodian;
  practices: Practices;
  releases: Releases;
  endings: Endings;
}

/** What an open account adds. */
interface Room {
  account: Account;
  seen: Seen;
  ways: Ways;
  welcome: Welcome;
  visits: Visits;
  waits: Waits;
  mailboxes: Mailboxes;
  words: Words;
  consents: Consents;
  agreements: Agreements;
  taking: Export;
  counter: Counter;
  memberships: Memberships;
  agendas: Agendas;
  desk: Desk;
  demands: Demands;
  questions: Questions;
  referrals: Referrals;
  orders: Orders;
  handovers: Handovers;
  relocations: Relocations;
  teams: Teams;
  recovery: Recovery;
  roots: RootDesk;
  shares: Shares;
}

async function build(address: string): Promise<House> {
  const world = await readInstallation(address);
  const platformLog = new Log(world.platform);
  const custodianLog = new Log(world.custodian);
  const custodian = new Custodian(world, custodianLog);
  const practices = new Practices(world, platformLog, custodianLog);
  return { world, platformLog, custodianLog, custodian, practices, releases: new Releases(world, custodianLog), endings: new Endings(world, custodian) };
}

function furnish({ world, platformLog, custodian, practices }: House, account: Account, pool: string | undefined): Room {
  const memberships = new Memberships(account, platformLog, practices);
  const agendas = new Agendas(account, practices);
  const ways = new Ways(account, custodian, memberships);
  const recovery = new Recovery(world, account, custodian, platformLog, practices, memberships);
  const visits = new Visits(world, account, custodian, practices, pool);
  const mailboxes = new Mailboxes(world, practices, visits);
  const consents = new Consents(account, custodian);
  const agreements = new Agreements(account, practices, visits, mailboxes);
  const teams = new Teams(world, account, custodian, practices, memberships);
  const demands = new Demands(world, account, practices, memberships, agendas);
  const desk = new Desk(account, custodian, practices, memberships, agendas);
  return {
    account,
    seen: practices.seen,
    ways,
    welcome: new Welcome(world, account, ways),
    visits,
    waits: new Waits(world, account, practices, visits),
    mailboxes,
    words: new Words(practices, visits, mailboxes),
    consents,
    agreements,
    taking: new Export(world, account, custodian, visits, mailboxes, consents, agreements),
    counter: new Counter(world, account, practices, visits),
    memberships,
    agendas,
    desk,
    demands,
    questions: new Questions(account, practices, memberships, agendas, demands),
    referrals: new Referrals(world, account, practices, memberships, agendas, desk),
    orders: new Orders(account, memberships, agendas, demands),
    teams,
    recovery,
    roots: new RootDesk(world, account, custodian, practices, memberships, teams),
    shares: new Shares(world, account, memberships, recovery),
    handovers: new Handovers(world, account, practices, memberships, agendas, demands),
    relocations: new Relocations(account, memberships, agendas),
  };
}

export class Keeper {
  readonly #address: string;
  readonly #watches = new Map<number, AbortController>();
  #house: Promise<House> | undefined;
  #room: Room | undefined;
  #arrival: Arrival | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  house(): Promise<House> {
    this.#house ??= build(this.#address).catch((error: unknown) => {
      this.#house = undefined;
      throw error;
    });
    return this.#house;
  }

  get room(): Room {
    if (this.#room === undefined) throw new DoorError("locked");
    return this.#room;
  }

  async access(): Promise<Access> {
    const open = this.#room?.account.open;
    const kept = await remembered();
    return {
      open: open && { audience: open.audience, account: open.account, settled: await this.room.ways.isSettled() },
      remembered: kept && { audience: kept.audience, name: kept.name },
    };
  }

  /** For what must not be lost with a passphrase. */
  async settled<T>(work: (room: Room) => Promise<T>): Promise<T> {
    const { room } = this;
    await room.ways.requireSettled();
    return work(room);
  }

  async signUp(audience: Audience, passphrase: string): Promise<void> {
    const house = await this.house();
    const way = wayIn(await house.custodian.harden(passphrase), audience);
    await this.#enter(house, await openAccount(house.world, house.custodian, way));
  }

  async signIn(audience: Audience, passphrase: string): Promise<void> {
    const { custodian } = await this.house();
    await this.#signInBy(wayIn(await custodian.harden(passphrase), audience), "bad_passphrase");
  }

  async signInWithKit(audience: Audience, words: string): Promise<void> {
    await this.#signInBy(wayIn(kitSecret(await readKit(words)), audience), "bad_kit");
  }

  async signInWithKitAddress(address: string): Promise<void> {
    const { audience, kit } = readKitAddress(address);
    await this.#signInBy(wayIn(kitSecret(kit), audience), "bad_kit");
  }

  async kitFile(text: string): Promise<Bytes> {
    const { world, practices } = await this.house();
    const { account, visits } = this.room;
    return makeKitFile(world, account, visits, practices, text);
  }

  async signInWithPasskey(audience: Audience, output: Bytes): Promise<void> {
    const way = wayIn(passkeySecret(output), audience);
    output.fill(0);
    await this.#signInBy(way, "bad_passkey");
  }

  async offerDevice(link: string, name: string): Promise<string> {
    const { world } = await this.house();
    const { arrival, mark } = await Arrival.offer(world, link, name);
    this.#arrival = arrival;
    return mark;
  }

  /** A device that was refused, or came too late, is answered like any other that is not known. */
  async enterOffered(): Promise<void> {
    const arrival = this.#arrival;
    if (arrival === undefined) throw new DoorError("rendezvous_unknown");
    await arrival.wait();
    await this.#signInBy(arrival.way, "device_not_admitted", (root) => arrival.check(root));
    await this.room.ways.keepBrowser(arrival.name, arrival.bytes);
    this.#arrival = undefined;
  }

  async signInRemembered(): Promise<void> {
    const kept = await remembered();
    if (kept === undefined) throw new DoorError("locked");
    await this.#signInBy(await rememberedWay(kept), "sign_in_refused");
  }

  /** An unknown way and a wrong signature are answered alike, so the code says what the person typed. */
  async #signInBy(way: WayIn, refusal: string, check: (root: Bytes) => void = () => undefined): Promise<void> {
    const house = await this.house();
    try {
      await this.#enter(house, await Account.signIn(house.world, way, check));
    } catch (error) {
      throw error instanceof DoorError && error.code === "sign_in_refused" ? new DoorError(refusal) : error;
    }
  }

  async #enter(house: House, account: Account): Promise<void> {
    const kept = await remembered();
    const pool = kept?.audience === account.open.audience ? kept.pool : undefined;
    this.#leaveRoom();
    await house.practices.seen.open(account.open.root);
    house.practices.forgetAll();
    this.#room = furnish(house, account, pool);
    await this.#compareLogs(house, account);
    void this.#settleIn(house, this.#room, kept?.device);
  }

  /** A log must not be younger here than what this account saw elsewhere. */
  async #compareLogs({ platformLog, custodianLog }: House, account: Account): Promise<void> {
    const { checkpoints } = await account.vault();
    for (const log of [platformLog, custodianLog]) {
      const note = checkpoints.find(({ origin }) => origin === log.origin)?.note;
      if (note !== undefined) await log.learn(note);
    }
  }

  /** Errands that nobody waits for; whatever fails now is tried at the next sign-in. */
  async #settleIn(house: House, room: Room, device: CryptoKeyPair | undefined): Promise<void> {
    const errands = [
      async () => house.custodian.settleIn(device, room.account.open.audience === "patient"),
      async () => room.ways.beKnown(),
      async () => room.ways.withdraw(),
      async () => room.account.open.audience === "patient" && (await room.visits.list(), await room.visits.collected(), await room.visits.tend()),
      async () => this.#rememberVisit(house, room.account),
    ];
    for (const errand of errands) await errand().catch(() => undefined);
  }

  /** Checkpoints travel in the vault, so that another browser refuses a log that forgot; and so do last uses. */
  async #rememberVisit({ platformLog, custodianLog }: House, account: Account): Promise<void> {
    const notes: { origin: string; note: string }[] = [];
    for (const log of [platformLog, custodianLog]) {
      const note = await log.lastNote();
      if (note !== undefined) notes.push({ origin: log.origin, note });
    }
    const checkpoints = notes.sort((a, b) => (a.origin < b.origin ? -1 : 1));
    const [locator, today] = [hex(account.open.way.locator), dayOf(new Date())];
    await account.changeVault((vault) => {
      const seen = JSON.stringify(vault.checkpoints) === JSON.stringify(checkpoints) ? vault : { ...vault, checkpoints };
      return marked(seen, locator, today);
    });
  }

  async addPasskey(name: string, credential: Bytes, output: Bytes): Promise<void> {
    await this.room.ways.addPasskey(name, credential, output).finally(() => output.fill(0));
  }

  async removeWay(locator: string): Promise<void> {
    if (!(await this.room.ways.remove(locator))) this.#leaveRoom();
  }

  async forgetBrowser(): Promise<void> {
    if (!(await this.room.ways.forgetBrowser())) this.#leaveRoom();
  }

  async signOut(): Promise<void> {
    const account = this.#room?.account;
    this.#leaveRoom();
    (await this.house()).custodian.close();
    await noteUsedUp(false);
    await account?.leave();
  }

  async endingTerms(): Promise<EndingTerms> {
    return (await this.house()).endings.terms(this.#room?.account);
  }

  /** Whatever comes of the custodian's part, the account is gone once the platform has answered. */
  async endAccount(keepPerson: boolean): Promise<Ending> {
    const { endings } = await this.house();
    const ending = await endings.begin(this.room.account, keepPerson);
    this.#leaveRoom();
    return ending;
  }

  /** Also of a page that was closed, whose keys are locked again. */
  async letGo(): Promise<void> {
    if (this.#room !== undefined) return this.#room.visits.letGo();
    await endHolds((await this.house()).world, await leftHolds());
  }

  #leaveRoom(): void {
    for (const watch of this.#watches.values()) watch.abort();
    this.#watches.clear();
    this.#room?.visits.stop();
    this.#room?.questions.stop();
    this.#room?.seen.close();
    this.#room = undefined;
  }

  watch(number: number, practice: string, changed: () => void): void {
    const controller = new AbortController();
    this.#watches.set(number, controller);
    const renew = () => {
      // What changed may be what the practice publishes.
      void this.house().then(({ practices }) => practices.forget(practice)).finally(changed);
      this.#room?.questions.callBackSoon(practice);
    };
    void listen(this.room.account, practice, renew, controller.signal);
    this.room.questions.callBackSoon(practice);
  }

  unwatch(number: number): void {
    this.#watches.get(number)?.abort();
    this.#watches.delete(number);
  }

  async agenda(practice: string, from: Day, to: Day): Promise<Agenda> {
    const { memberships, agendas } = this.room;
    return memberships.using(practice, (access) => agendas.read(access, from, to));
  }

  async missed(practice: string, until: Day): Promise<readonly Visit[]> {
    const { memberships, agendas } = this.room;
    return memberships.using(practice, (access) => agendas.missed(access, until));
  }

  /** Practices that used to read the present address are given the other from now on. */
  async changeAddress(email: string, code: string, old?: { email: string; code: string }): Promise<CustodianAddress> {
    const { custodian } = await this.house();
    const present = (await custodian.address()).email;
    const answer = await custodian.changeAddress(email, code, old);
    await this.room.account.changeVault((vault) => reachedAt(vault, present, email));
    return answer;
  }

  async saveProfile(profile: Identity): Promise<void> {
    const { account, ways } = this.room;
    await account.changeVault((vault) => keeping(vault, profile));
    await ways.renameOwner(profile.given);
  }
}

/** The very same where nothing changed: a vault written beside a booking would point at its owner. */
export function keeping(vault: Vault, profile: Identity): Vault {
  const same = (Object.keys(profile) as (keyof Identity)[]).every((name) => vault.profile[name] === profile[name]);
  return same ? vault : { ...vault, profile };
}

/** With another address for practices, unless the person gives them one of its own. */
export function reachedAt(vault: Vault, present: string, email: string): Vault {
  return ["", present].includes(vault.profile.email.toLowerCase()) ? { ...vault, profile: { ...vault.profile, email } } : vault;
}

/** One line per name of the door. */
export function doorOf(keeper: Keeper): ServedDoor {
  const custodian = async () => (await keeper.house()).custodian;
  const practices = async () => (await keeper.house()).practices;
  return {
    installation: async () => {
      const { world } = await keeper.house();
      return { name: world.name, demo: world.demo, platform: world.platform.url, custodian: world.custodian.url };
    },
    examineApp: async (loaded, progress) => (await keeper.house()).releases.examine(loaded, progress),
    access: () => keeper.access(),
    sendCode: async (email, language) => (await custodian()).sendCode(email, language),
    checkCode: async (email, code) => {
      const found = await (await custodian()).checkCode(email, code);
      // Of whoever was here before, perhaps.
      await noteUsedUp(false);
      return found;
    },
    proposePassphrase: (language) => proposeWords(6, language),
    signUp: (audience, passphrase) => keeper.signUp(audience, passphrase),
    signIn: (audience, passphrase) => keeper.signIn(audience, passphrase),
    signInWithKit: (audience, words) => keeper.signInWithKit(audience, words),
    signInWithKitAddress: (address) => keeper.signInWithKitAddress(address),
    signInWithPasskey: (audience, output) => keeper.signInWithPasskey(audience, output),
    signInRemembered: () => keeper.signInRemembered(),
    gatherData: async (language, progress) => keeper.room.taking.gather(language, progress ?? (() => undefined)),
    packData: async (page, sealed) => keeper.room.taking.pack(page, sealed),
    isProvedByCode: async () => (await custodian()).isOpenByCode,
    ending: async () => (await keeper.house()).endings.state(),
    endAccount: (keepPerson) => keeper.endAccount(keepPerson),
    endingTerms: async () => keeper.endingTerms(),
    finishEnding: async (anew) => (await keeper.house()).endings.finish(anew),
    keepPerson: async () => (await keeper.house()).endings.keepPerson(),
    vetoEnding: async (veto) => (await custodian()).vetoEnding(veto),
    endingFile: async () => (await keeper.house()).endings.file(),
    forgetEnding: async () => (await keeper.house()).endings.forget(),
    signOut: () => keeper.signOut(),
    newKit: async (language) => keeper.room.ways.newKit(language),
    tryKit: async (words) => keeper.room.ways.tryKit(words),
    kitFile: (text) => keeper.kitFile(text),
    rememberBrowser: async (name) => keeper.room.ways.rememberBrowser(name),
    forgetBrowser: () => keeper.forgetBrowser(),
    ways: async () => keeper.room.ways.list(),
    showDevice: async () => keeper.room.welcome.show(),
    hearDevice: async () => keeper.room.welcome.hear(),
    admitDevice: async () => keeper.room.welcome.admit(),
    endDevice: async () => keeper.room.welcome.end(),
    offerDevice: (link, name) => keeper.offerDevice(link, name),
    enterOffered: () => keeper.enterOffered(),
    removeWay: (locator) => keeper.removeWay(locator),
    withdrawDevices: async () => keeper.room.ways.withdraw(),
    addPasskey: (name, credential, output) => keeper.addPasskey(name, credential, output),
    address: async () => (await custodian()).address(),
    changeAddress: (email, code, old) => keeper.changeAddress(email, code, old),
    keepAddress: async () => (await custodian()).keepAddress(),
    vetoAddress: async (veto) => (await custodian()).vetoAddress(veto),
    isProved: async () => (await custodian()).isOpen,
    changePassphrase: async (passphrase) => keeper.room.ways.changePassphrase(passphrase),
    rights: async () => {
      const there = await custodian();
      await there.stocked();
      return { count: await there.count("booking"), usedUp: await areUsedUp() };
    },
    profile: async () => (await keeper.room.account.vault()).profile as Identity,
    saveProfile: (profile) => keeper.saveProfile(profile),
    publication: async (practice) => publicationOf((await (await practices()).lookUp(practice)).publication),
    bookable: async (practice) => publicationOf((await (await practices()).get(practice)).publication),
    consents: async () => keeper.room.consents.list(),
    relatives: async () => keeper.room.consents.offered(),
    consentText: async (about, language) => keeper.room.consents.text(about, language),
    consentAskAgain: async (relative) => keeper.room.consents.askAgain(relative),
    decideConsent: async (relative, language, word, granted, unasked) => keeper.room.consents.decide(relative, language, word, granted, unasked),
    withdrawConsent: async (consent) => keeper.room.consents.withdraw(consent),
    offersSms: async () => (await custodian()).offersSms(),
    decideSms: async (language, granted, unasked) => keeper.room.consents.decideSms(language, granted, unasked),
    phone: async () => (await custodian()).phone(),
    sendPhoneCode: async (number) => keeper.room.consents.sendPhoneCode(number),
    confirmPhone: async (code, instead) => keeper.room.consents.confirmPhone(code, instead),
    choosePhone: async (instead) => (await custodian()).choosePhone(instead),
    removePhone: async () => (await custodian()).removePhone(),
    consentReceipt: async (consent, facts) => keeper.room.consents.receipt(consent, facts),
    questions: async () => keeper.room.agreements.list(() => undefined),
    answerQuestion: async (consent, language, word, granted) => keeper.room.agreements.decide(consent, language, word, granted),
    withdrawAnswer: async (consent) => keeper.room.agreements.withdraw(consent),
    questionReceipt: async (consent, facts) => keeper.room.agreements.receipt(consent, facts),
    book: (booking, inQueue) => keeper.settled(async ({ consents, visits }) => visits.book(await consents.named(booking), inQueue)),
    appointments: async () => keeper.room.visits.list(),
    move: async (appointment, start, inQueue) => keeper.room.visits.change(appointment, { state: "booked", start }, inQueue),
    leaveQueue: async (keep) => keeper.room.visits.queue.leave(keep),
    isPlaceLeft: () => placeLeft(),
    hold: (schedule, serviceClass, start) => keeper.settled(({ visits }) => visits.hold(schedule, serviceClass, start)),
    letGo: () => keeper.letGo(),
    waits: async () => keeper.room.waits.list(),
    wait: (want) => keeper.settled(({ waits }) => waits.join(want)),
    takeOffer: (entry, wanted, inQueue) => keeper.settled(({ waits, consents }) => waits.take(entry, wanted, (booking) => consents.named(booking), inQueue)),
    declineOffer: async (entry) => keeper.room.waits.decline(entry),
    leaveLine: async (entry) => keeper.room.waits.leave(entry),
    cancel: async (appointment) => keeper.room.visits.change(appointment, { state: "cancelled" }),
    mailbox: async (appointment) => keeper.room.mailboxes.read(appointment),
    letters: async (progress) => keeper.room.mailboxes.all(progress ?? (() => undefined)),
    askPractice: async (appointment, kind, text, language) => keeper.room.mailboxes.ask(appointment, kind, text, language),
    wordsOf: async (practice) => keeper.room.words.of(practice),
    askForWord: (practice, text, language) => keeper.settled(({ words }) => words.ask(practice, text, language)),
    showCounter: (patient, language) => keeper.settled(({ counter }) => counter.show(patient, language)),
    hearCounter: async () => keeper.room.counter.hear(),
    acceptCounter: async (language) => keeper.room.counter.accept(language),
    waitCounter: async () => keeper.room.counter.wait(),
    endCounter: async () => keeper.room.counter.end(),
    lookAtClaim: async (typed) => keeper.room.visits.look(await readCode("claim", typed)),
    claim: (typed, language) => keeper.settled(async ({ visits }) => visits.claim(await readCode("claim", typed), language)),
    memberships: async () => keeper.room.teams.memberships(),
    team: async (practice) => keeper.room.teams.team(practice),
    agenda: async (practice, from, to) => keeper.agenda(practice, from, to),
    missed: async (practice, until) => keeper.missed(practice, until),
    bookForPatient: async (booking, overbook) => keeper.room.desk.book(booking, overbook),
    moveVisit: async (practice, appointment, start, schedule, overbook) => keeper.room.desk.change(practice, appointment, { state: "booked", start, schedule }, overbook),
    setState: async (practice, appointment, state) => keeper.room.desk.change(practice, appointment, { state }),
    saveStaffNote: async (practice, appointment, note) => keeper.room.desk.note(practice, appointment, note),
    slip: async (appointment, language) => keeper.room.desk.slip(appointment, language),
    meet: async (practice, typed) => keeper.room.handovers.meet(practice, typed),
    propose: async (appointments) => keeper.room.handovers.propose(appointments),
    hearAnswers: async () => keeper.room.handovers.hear(),
    handOver: async (progress) => keeper.room.handovers.handOver(progress),
    endMeeting: async () => keeper.room.handovers.end(),
    saveClinicalNote: async (practice, appointment, text) => keeper.room.desk.clinicalNote(practice, appointment, text),
    orders: async (practice) => keeper.room.orders.list(practice),
    tellPerson: async (practice, appointment, text) => keeper.room.orders.tell(practice, appointment, text),
    demands: async (practice, after) => keeper.room.demands.list(practice, after),
    openDemands: async (practice, appointment) => keeper.room.demands.open(practice, appointment),
    answerDemand: async (practice, appointment, number, outcome, text, copy, checked) => keeper.room.demands.answer(practice, appointment, number, outcome, text, copy, checked),
    vouch: async (practice, appointment, number, text) => keeper.room.demands.vouch(practice, appointment, number, text),
    hasAnotherKey: async (practice, appointment) => keeper.room.demands.hasAnotherKey(practice, appointment),
    extendDemand: async (practice, appointment, number, reason) => keeper.room.demands.extend(practice, appointment, number, reason),
    asked: async (practice) => keeper.room.questions.list(practice),
    askedAbout: async (practice, appointment) => keeper.room.questions.of(practice, appointment),
    askSharing: async (practice, appointment, to, practitioner, purpose) => keeper.room.questions.askSharing(practice, appointment, to, practitioner, purpose),
    askResearch: async (practice, appointment, purpose) => keeper.room.questions.askResearch(practice, appointment, purpose),
    shareLetter: async (practice, appointment, consent, text) => keeper.room.questions.share(practice, appointment, consent, text),
    project: async (practice) => keeper.room.questions.project(practice),
    research: async (practice) => keeper.room.questions.research(practice),
    setProject: async (practice, project) => keeper.room.questions.setProject(practice, project),
    received: async (practice) => keeper.room.referrals.list(practice),
    fileLetter: async (practice, referral, appointment) => keeper.room.referrals.file(practice, referral, appointment),
    dropLetter: async (practice, referral) => keeper.room.referrals.drop(practice, referral),
    rectify: async (practice, appointment, patient) => keeper.room.demands.rectify(practice, appointment, patient),
    restrict: async (practice, appointment, on) => keeper.room.demands.restrict(practice, appointment, on),
    eraseVisit: async (practice, appointment) => keeper.room.demands.erase(practice, appointment),
    block: async (practice, schedule, start, end, reason) => keeper.room.desk.block(practice, schedule, start, end, reason),
    unblock: async (practice, absence) => keeper.room.desk.unblock(practice, absence),
    planRelocation: async (practice, schedule, start, end) => keeper.room.relocations.plan(practice, schedule, start, end),
    relocate: async (practice, proposals) => keeper.room.relocations.moveAll(practice, proposals),
    publish: async (publication) => keeper.room.desk.publish(publication),
    openPractice: (practice, name, role) => keeper.settled(({ teams }) => teams.open(practice, name, role)),
    endorsement: async (practice) => keeper.room.teams.endorsement(practice),
    seekEndorsement: async (practice) => keeper.room.teams.seekEndorsement(practice),
    period: async (practice) => keeper.room.teams.period(practice),
    wouldEnd: async (practice, months) => keeper.room.teams.wouldEnd(practice, months),
    choosePeriod: async (practice, months) => keeper.room.teams.choosePeriod(practice, months),
    closePractice: async (practice) => keeper.room.teams.close(practice),
    invite: async (practice, role, officer) => keeper.room.teams.invite(practice, role, officer),
    invitations: async (practice) => keeper.room.teams.invitations(practice),
    answerInvitation: (link, name) => keeper.settled(({ teams }) => teams.answer(link, name)),
    rotate: async (practice, change, progress) => keeper.room.teams.rotate(practice, change, progress),
    resumeRotation: async (practice, progress) => keeper.room.teams.resume(practice, progress),
    papersKept: async (practice) => keeper.room.teams.papersKept(practice),
    rootState: async (practice) => keeper.room.roots.state(practice),
    askRoot: async (practice, reason) => keeper.room.roots.ask(practice, reason),
    objectToRoot: async (practice, request) => keeper.room.roots.objectTo(practice, request),
    takeUpRoot: async (practice, second, progress) => keeper.room.roots.takeUp(practice, second, progress),
    sharesState: async (practice) => keeper.room.shares.state(practice),
    ownShare: async (practice, language) => keeper.room.shares.own(practice, language),
    checkShare: async (practice, typed) => keeper.room.shares.check(practice, typed),
    handOverShare: async (practice) => keeper.room.shares.handOver(practice),
    rehearse: async (practice, typed, custodian) => keeper.room.shares.rehearse(practice, typed, custodian),
    objectToRequest: async (practice, request) => keeper.room.shares.objectTo(practice, request),
    findShare: async (typed) => keeper.room.recovery.look(typed),
    askForShare: async (typed, reason) => keeper.room.recovery.askCustodian(typed, reason),
    shareProgress: async (practice, sharing) => keeper.room.recovery.progress({ practice, sharing }),
    recoveredColleagues: async (typed, custodian) => keeper.room.recovery.colleagues(typed, custodian),
    takeUp: (takeover, progress) => keeper.settled(({ recovery }) => recovery.takeUp(takeover, progress ?? (() => undefined))),
    startWatching: (watch, practice, changed) => keeper.watch(watch, practice, changed),
    stopWatching: (watch) => keeper.unwatch(watch),
  };
}
