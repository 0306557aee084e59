/** A meeting at the counter, as either side reaches it: turns said and heard, without a session (SPEC 7). */
import { meetingId } from "../protocol/counter";
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import { b64Of, partOf, string } from "../protocol/shapes";
import { DoorError } from "./door-types";
import { aMoment, askAgain, askNothing } from "./http";
import type { World } from "./installation";

const openedShape = partOf({ expires: string });
const turnShape = partOf({ turn: b64Of() });

export class Meeting {
  readonly #url: string;
  readonly #id: string;
  readonly code: Bytes;

  constructor(world: World, code: Bytes) {
    this.#url = `${world.platform.url}/v1/meetings`;
    this.#id = meetingId(code);
    this.code = code;
  }

  #turn(place: number): string {
    return `${this.#url}/${this.#id}/turns/${place}`;
  }

  async open(hello: Bytes): Promise<void> {
    await askAgain(this.#url, { method: "POST", body: { meeting: this.#id, hello: b64(hello) } }, openedShape);
  }

  async say(place: number, turn: Bytes): Promise<void> {
    await askNothing(this.#turn(place), { method: "PUT", body: { turn: b64(turn) } });
  }

  /** What lies in this place; nothing while nobody has spoken. */
  async look(place: number): Promise<Bytes | undefined> {
    const { turn } = await askAgain(this.#turn(place), {}, turnShape);
    return turn === "" ? undefined : fromB64(turn);
  }

  /** Waits for as long as the meeting lasts. */
  async hear(place: number): Promise<Bytes> {
    for (;;) {
      const turn = await this.look(place);
      if (turn !== undefined) return turn;
      await aMoment();
    }
  }

  /** Returns when the other side has ended it, or its time is over. */
  async outlast(): Promise<void> {
    try {
      for (;;) {
        await this.look(0);
        await aMoment();
      }
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "meeting_unknown") throw error;
    }
  }

  async end(): Promise<void> {
    await askNothing(`${this.#url}/${this.#id}`, { method: "DELETE" });
  }
}
