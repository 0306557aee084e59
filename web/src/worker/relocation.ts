/** Moving visits out of the way of an absence: proposals of the platform, signed by the desk once somebody accepted them. */
import { fromB64 } from "../protocol/encoding";
import { digest, list, partOf, string } from "../protocol/shapes";
import { nextStatement } from "../protocol/statements";
import { plusDays } from "../words/dates";
import type { Memberships } from "./access";
import { type Agendas, type KnownVisit, visitOf } from "./agenda";
import { DoorError, type Moment, type Moved, type Proposal } from "./door-types";
import type { Account } from "./session";

const planShape = partOf({ moves: list(partOf({ appointment: digest, schedule: string, start: string })) });
const outcomesShape = partOf({ changes: list(partOf({ appointment: digest, code: string, next: list(string) })) });

/** Changes in one request. */
const atOnce = 50;
const agendaDays = 42;

export class Relocations {
  readonly #account: Account;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;

  constructor(account: Account, memberships: Memberships, agendas: Agendas) {
    this.#account = account;
    this.#memberships = memberships;
    this.#agendas = agendas;
  }

  /** For each visit there that is believed; `start` is empty where no other time is free. */
  async plan(practice: string, schedule: string, start: Moment, end: Moment): Promise<readonly Proposal[]> {
    const { moves } = await this.#account.ask(`/practices/${practice}/relocations`, { method: "POST", body: { schedule, start, end } }, planShape);
    const [first, last] = [plusDays(start.slice(0, 10), -1), plusDays(end.slice(0, 10), 1)];
    for (let from = first; from <= last; from = plusDays(from, agendaDays)) {
      const to = plusDays(from, agendaDays - 1);
      await this.#memberships.using(practice, (access) => this.#agendas.read(access, from, to));
    }
    return moves.flatMap((move) => {
      const known = this.#agendas.known.get(move.appointment);
      return known === undefined ? [] : [{ visit: visitOf(known), schedule: move.schedule, start: move.start }];
    });
  }

  /** Each is moved or not by itself. */
  async moveAll(practice: string, proposals: readonly Proposal[]): Promise<readonly Moved[]> {
    return this.#memberships.using(practice, async (access) => {
      const { epoch, sign_seed } = access.current;
      const signed = await Promise.all(
        proposals.map(async ({ visit, schedule, start }) => {
          const known = this.#known(visit.appointment);
          const last = known.row.statements.at(-1);
          if (last === undefined) throw new DoorError("chain_broken");
          return { known, statement: await nextStatement(last, { state: "booked", schedule, start }, `desk:${epoch}`, fromB64(sign_seed)) };
        }),
      );
      const moved: Moved[] = [];
      for (let first = 0; first < signed.length; first += atOnce) {
        const part = signed.slice(first, first + atOnce);
        const body = { statements: part.map(({ statement }) => statement) };
        const { changes } = await this.#account.ask(`/practices/${practice}/changes`, { method: "POST", body }, outcomesShape);
        for (const [index, { known, statement }] of part.entries()) {
          const code = changes[index]?.code ?? "unexpected";
          if (code === "") {
            const row = { ...known.row, statements: [...known.row.statements, statement] };
            this.#agendas.known.set(row.appointment, { ...known, row, statements: await this.#agendas.adopt(access, row) });
          }
          moved.push({ visit: visitOf(this.#known(known.row.appointment)), code });
        }
      }
      return moved;
    });
  }

  #known(appointment: string): KnownVisit {
    const visit = this.#agendas.known.get(appointment);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    return visit;
  }
}
