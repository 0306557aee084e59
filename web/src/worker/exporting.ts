/** What a person takes away: all that this client can read of them, and what both servers store about them (SPEC 17). */
import type { Agreements } from "./agreements";
import type { Bytes } from "../protocol/encoding";
import { type AccountExport, archive, type ExportedLetter, type ExportedVisit, lockArchive, pathOf, proposeExportPassphrase, rowsShape } from "../protocol/exports";
import type { WordLanguage } from "../protocol/kit";
import { coverOf, deskEpoch } from "../protocol/letters";
import { momentOf } from "../protocol/shapes";
import type { VaultWay } from "../protocol/vault";
import type { Consents } from "./consents";
import type { Custodian } from "./custodian";
import { DoorError, type Gathered, type Packed, type Progress, type WrittenLetters } from "./door-types";
import type { World } from "./installation";
import type { Mailboxes } from "./mailbox";
import type { Account } from "./session";
import type { Everything, Visits } from "./visits";

export class Export {
  readonly #world: World;
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #visits: Visits;
  readonly #mailboxes: Mailboxes;
  readonly #consents: Consents;
  readonly #agreements: Agreements;
  #gathered: AccountExport | undefined;

  constructor(world: World, account: Account, custodian: Custodian, visits: Visits, mailboxes: Mailboxes, consents: Consents, agreements: Agreements) {
    this.#world = world;
    this.#account = account;
    this.#custodian = custodian;
    this.#visits = visits;
    this.#mailboxes = mailboxes;
    this.#consents = consents;
    this.#agreements = agreements;
  }

  /** Everything there is, as it is now; the custodian is asked only where it knows this person now. */
  async gather(language: WordLanguage, progress: Progress): Promise<Gathered> {
    const { account, audience } = this.#account.open;
    const vault = await this.#account.readVault();
    const { profile, ways } = vault;
    const found: Everything = audience === "patient" ? await this.#visits.everything(progress) : { kept: [], listing: { visits: [], doubtful: [], erased: [] } };
    const visits = await this.#withMailboxes(found);
    const { rows } = await this.#account.ask("/account", {}, rowsShape);
    const custodian = await this.#custodian.holdings();
    const made = momentOf(new Date());
    this.#gathered = {
      v: 1,
      type: "account_export",
      made,
      language,
      installation: this.#world.name,
      log: this.#world.platform.verifier,
      account,
      audience,
      profile,
      ways: ways.map(exportedWay),
      visits,
      doubtful: found.listing.doubtful.map(({ appointment, code }) => ({ appointment, code })),
      platform: { asked: true, rows },
      custodian,
      ...(await this.#consents.exported(vault)),
      ...(await this.#agreements.exported(vault)),
    };
    const { platform } = this.#gathered;
    const [consents, questions] = [await this.#consents.decidedIn(vault), await this.#agreements.decidedIn(vault)];
    return { made, installation: this.#world.name, profile, ways: this.#gathered.ways, ...found.listing, mailboxes: visits.flatMap(writtenOf), consents, questions, platform, custodian };
  }

  async #withMailboxes({ kept }: Everything): Promise<ExportedVisit[]> {
    const visits: ExportedVisit[] = [];
    for (const { keys, practice, ...visit } of kept) {
      const mailbox = await this.#mailboxes.exported({ keys, practice });
      visits.push(mailbox === undefined ? visit : { ...visit, mailbox });
    }
    return visits;
  }

  /** Of what was gathered last; a passphrase is there once, and nowhere else. */
  async pack(page: string, sealed: boolean): Promise<Packed> {
    const content = this.#gathered;
    if (content === undefined) throw new DoorError("unexpected");
    const data: Bytes = await archive(content, page);
    if (!sealed) return { file: data, passphrase: "" };
    const passphrase = await proposeExportPassphrase(content.language);
    return { file: await lockArchive(data, passphrase), passphrase };
  }
}

function exportedWay({ kind, name, added, used = "" }: VaultWay): AccountExport["ways"][number] {
  return { kind, name, added, used };
}

/** For people: one after the other, a request before its answer. */
function writtenOf({ appointment, mailbox }: ExportedVisit): WrittenLetters[] {
  if (mailbox === undefined) return [];
  const letters = mailbox.letters.map(letterOf).sort((a, b) => (a.at === b.at ? a.by.localeCompare(b.by) : a.at < b.at ? -1 : 1));
  return [{ appointment, letters, doubtful: mailbox.doubtful }];
}

function letterOf({ cover, content }: ExportedLetter): WrittenLetters["letters"][number] {
  const said = coverOf(cover);
  const by = deskEpoch(said) === undefined ? "patient" : "practice";
  if (content === undefined) return { by, at: said.day, kind: "", text: "", outcome: "", files: [], opened: false };
  const { at, kind, text, outcome = "" } = content;
  return { by, at, kind, text, outcome, files: content.files.map((file) => (file.content === "" ? file.name : pathOf(file))), opened: true };
}
