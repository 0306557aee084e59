/**
 * The patient at the counter: shows a code, sees what the practice proposes, and answers with keys of its own (SPEC 7).
 * No request here carries a session, and no key leaves the vault.
 */
import { pseudonym } from "../protocol/appointments";
import { writeCode } from "../protocol/codes";
import {
  codeOf,
  firstAnswerPlace,
  helloOf,
  lockAnswer,
  lockHello,
  meetingMark,
  mostVisits,
  openProposal,
  type Proposal,
  proposalPlace,
  verifyProposal,
  type Voice,
} from "../protocol/counter";
import type { Bytes } from "../protocol/encoding";
import { codeWords } from "../protocol/kit";
import { deskOf } from "../protocol/practice";
import { random } from "../protocol/primitives";
import { succeed } from "./booking";
import { publicationOf } from "./desk";
import { DoorError, type Identity, type Listing, type Name, type Proposed, type ShownCode } from "./door-types";
import type { World } from "./installation";
import { Meeting } from "./meeting";
import type { KnownPractice, Practices } from "./practices";
import type { Account } from "./session";
import type { Visits } from "./visits";

interface Showing {
  meeting: Meeting;
  voice: Voice;
  hello: Bytes;
  /** One proposal is heard for a code: what the digits hang on is revealed to it. */
  heard: Bytes | undefined;
  proposed?: { locked: Bytes; proposal: Proposal; practice: KnownPractice };
  promised: readonly string[];
}

export class Counter {
  readonly #world: World;
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #visits: Visits;
  #showing: Showing | undefined;

  constructor(world: World, account: Account, practices: Practices, visits: Visits) {
    this.#world = world;
    this.#account = account;
    this.#practices = practices;
    this.#visits = visits;
  }

  get #shown(): Showing {
    if (this.#showing === undefined) throw new DoorError("meeting_unknown");
    return this.#showing;
  }

  /** Staff will see this name. */
  async show(patient: Name, language: "fr" | "en"): Promise<ShownCode> {
    await this.#visits.layIn(mostVisits);
    const voice = { seed: random(32), nonce: random(32) };
    const said = await helloOf(voice, patient);
    const [code, hello] = [codeOf(said), await lockHello(said)];
    const meeting = new Meeting(this.#world, code);
    await meeting.open(hello);
    this.#showing = { meeting, voice, hello, heard: undefined, promised: [] };
    return { link: writeCode("counter", code), words: await codeWords(code, language) };
  }

  /**
   * Waits for the proposal, and believes it only from the desk of a practice that the log proves. One is heard for a code; where its
   * practice could not be looked at just then, it is the same that is looked at again.
   */
  async hear(): Promise<Proposed> {
    const showing = this.#shown;
    const { meeting, hello } = showing;
    if (showing.proposed !== undefined) throw new DoorError("meeting_unknown");
    showing.heard ??= await meeting.hear(proposalPlace);
    const locked = showing.heard;
    const { signed, proposal: claimed } = await openProposal(meeting.code, locked);
    const practice = await this.#practices.refresh(claimed.practice);
    const proposal = await verifyProposal(signed, meeting.code, hello, deskOf(practice.epoch).sign);
    if (proposal.epoch !== practice.epoch.epoch) throw new DoorError("bad_answer");
    showing.proposed = { locked, proposal, practice };
    const visits = proposal.visits.map(({ start, duration, told }) => {
      const { practitioner_name, motive_label, time_zone, patient } = told;
      return { start, duration, practitioner_name, motive_label, time_zone, patient };
    });
    return { practice: publicationOf(practice.publication), visits };
  }

  /** Books each of these visits under a key of the vault, for the desk to send; six digits for it to compare. */
  async accept(language: "fr" | "en"): Promise<string> {
    const { proposed, meeting, voice, hello } = this.#shown;
    if (proposed === undefined) throw new DoorError("meeting_unknown");
    const { locked, proposal, practice } = proposed;
    const free = await this.#visits.freeSeeds(proposal.visits.length);
    this.#shown.promised = free.map((one) => one.seed);
    const profile = (await this.#account.vault()).profile as Identity;
    for (const [number, { replaces, told, ...span }] of proposal.visits.entries()) {
      const keys = free[number]?.keys;
      if (keys === undefined) throw new DoorError("seeds_missing");
      const ticket = await this.#visits.ticket({ ...profile, language });
      const { body } = await succeed({ appointment: replaces, span, told }, profile, language, { practice, keys, ticket, token: undefined, pseudonym: pseudonym(this.#account.open.root, told.practice) });
      await meeting.say(firstAnswerPlace + number, await lockAnswer(meeting.code, locked, number, body, voice));
    }
    return meetingMark(voice.nonce, hello, locked);
  }

  /** Waits for the desk; the visits that have arrived. */
  async wait(): Promise<Listing> {
    const { meeting, promised } = this.#shown;
    await meeting.outlast();
    this.#showing = undefined;
    return this.#visits.appeared(promised);
  }

  /** Nobody answers this code any more. */
  async end(): Promise<void> {
    const showing = this.#showing;
    this.#showing = undefined;
    await showing?.meeting.end();
  }
}
