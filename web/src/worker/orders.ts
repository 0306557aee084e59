/** What authorities asked about a practice, with the visits as its own keys show them; and the letters that tell persons. */
import { boolean, day, digest, identifier, list, oneOf, partOf, string } from "../protocol/shapes";
import type { Memberships } from "./access";
import type { Agendas } from "./agenda";
import type { Demands } from "./demands";
import { DoorError, type Order } from "./door-types";
import type { Account } from "./session";

const orderShape = partOf({
  day,
  stage: oneOf("asked", "given"),
  request: identifier,
  country: string,
  kind: string,
  text: string,
  first: string,
  last: string,
  appointments: list(digest),
  silent_until: string,
  drill: boolean,
});
const ordersShape = partOf({ notices: list(orderShape) });

export class Orders {
  readonly #account: Account;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;
  readonly #demands: Demands;

  constructor(account: Account, memberships: Memberships, agendas: Agendas, demands: Demands) {
    this.#account = account;
    this.#memberships = memberships;
    this.#agendas = agendas;
    this.#demands = demands;
  }

  /** For whoever is no officer there is nothing to read. */
  async list(practice: string): Promise<readonly Order[]> {
    try {
      const { notices } = await this.#account.ask(`/practices/${practice}/authority-requests`, {}, ordersShape);
      return await Promise.all(notices.map(async ({ silent_until: silentUntil, appointments, ...notice }) => ({ ...notice, silentUntil, named: appointments.length, visits: await this.#visits(practice, notice, appointments) })));
    } catch (error) {
      if (error instanceof DoorError && error.code === "officer_only") return [];
      throw error;
    }
  }

  async tell(practice: string, appointment: string, text: string): Promise<void> {
    await this.#demands.tell(practice, appointment, text);
  }

  /** The platform has ids alone: whose they are, the agenda of those days says. */
  async #visits(practice: string, { first, last }: { first: string; last: string }, appointments: readonly string[]): Promise<Order["visits"]> {
    if (appointments.length === 0 || first === "" || last === "") return [];
    const { visits } = await this.#memberships.using(practice, (access) => this.#agendas.read(access, first, last));
    const named = new Set(appointments);
    return visits.filter(({ appointment }) => named.has(appointment));
  }
}
