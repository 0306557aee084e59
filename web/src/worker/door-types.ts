/**
 * What the rooms may ask of the key worker. Plain values go in and out; no key byte, token or statement ever does.
 * Everything returned was verified inside: proofs, signatures, chains. A refusal is a `DoorError` with a stable code.
 */

export type Audience = "patient" | "staff";
/** "2026-12-01" */
export type Day = string;
/** "2026-12-01T08:40:00Z" */
export type Moment = string;

/** `code` is one of SPEC's or API's, or `offline`, `locked`, `code_refused`, `bad_kit`, `bad_passphrase`, `bad_passkey`, `device_not_admitted`, `ways_missing`, `queue_left`, `queue_paused`, `offer_over`, `code_used`, `visit_over`. */
export class DoorError extends Error {
  readonly code: string;
  /** Free times proposed with `time_taken`. */
  readonly next: readonly Moment[];
  /** Appointments in the way, with `visits_in_the_way`. */
  readonly visits: readonly string[];

  constructor(code: string, next: readonly Moment[] = [], visits: readonly string[] = []) {
    super(code);
    this.code = code;
    this.next = next;
    this.visits = visits;
  }
}

export interface Installation {
  name: string;
  demo: boolean;
  platform: string;
  custodian: string;
}

/** What this browser was given as the app, compared with the release that its publisher had logged. */
export interface AppReport {
  /** Counted from 1 by the log. */
  release: number;
  version: string;
  /** On which it was logged. */
  day: Day;
  /** What people compare. */
  hash: string;
  /** The hash of installation.json. */
  installation: string;
  files: number;
  bytes: number;
  log: { name: string; leaf: number; size: number };
  witnesses: readonly { name: string; cosigned: Moment }[];
  /** The log has one that came after. */
  newer: { release: number; version: string; day: Day } | undefined;
  differences: readonly Difference[];
}

export interface Difference {
  path: string;
  code: "file_changed" | "headers_changed" | "not_of_the_release";
  /** What this page runs is something else, but the publisher answers rightly now: a page older than the release, or a lie that was told once. */
  nowRight: boolean;
}

/** Who is signed in here, and whom this browser remembers. */
export interface Access {
  /** `settled`: a way back was tried, without which nothing may depend on the account. */
  open: { audience: Audience; account: string; settled: boolean } | undefined;
  remembered: { audience: Audience; name: string } | undefined;
}

export interface Identity {
  given: string;
  family: string;
  birth_date: Day | "";
  phone: string;
  email: string;
}

/** Where the custodian writes to, and the address that takes its place on that day. */
export interface CustodianAddress {
  email: string;
  change: { email: string; takes_effect: Day } | undefined;
}

export type WayKind = "passphrase" | "kit" | "browser" | "passkey";

export interface Way {
  kind: WayKind;
  locator: string;
  name: string;
  added: Day;
  /** The last day on which it opened the account. */
  used?: Day;
  /** A passkey's id, as the browser knows it. */
  credential?: string;
  /** A paper kit's: whether a file can be made for it, and the last day on which one was. */
  recipient?: string;
  file?: Day;
  /** This very browser. */
  here: boolean;
}

/** What goes on paper: twelve words, what belongs behind the `#/` of the address in the QR code, and the key of the kit's file. */
export interface NewKit {
  words: readonly string[];
  address: string;
  identity: string;
}

export interface Labels {
  fr: string;
  en: string;
}

/** The publication of a practice (SPEC 6), verified down to the log. */
export interface Publication {
  practice: string;
  revision: number;
  name: string;
  fictitious: boolean;
  attended: boolean;
  address: { line: string; postcode: string; town: string; town_code: string; latitude_e6: number; longitude_e6: number };
  time_zone: string;
  phone: string;
  practitioners: readonly PublishedPractitioner[];
  classes: readonly ServiceClass[];
  motives: readonly Motive[];
  schedules: readonly PublishedSchedule[];
  /** Whose public holidays are closed: a country or a part of it, as ISO 3166 writes them. */
  holidays?: string;
  /** Who is helped to come in and about. */
  access?: readonly ("wheelchair" | "hearing" | "visual")[];
}

export interface PublishedPractitioner {
  practitioner: string;
  prefix: string;
  given: string;
  family: string;
  profession: string;
  specialty: string;
  languages: readonly string[];
  sector: string;
  accepts_new: boolean;
  about: string;
}

export interface ServiceClass {
  class: string;
  duration: number;
  channel: "office" | "home" | "video";
  audience: "public" | "known" | "colleagues" | "staff";
  /** Instead of the calendar's. */
  notice_minutes?: number;
  horizon_days?: number;
  /** Minutes that stay free around such a visit. */
  before?: number;
  after?: number;
}

export interface Motive {
  motive: string;
  labels: Labels;
  class: string;
  /** Empty: all. */
  practitioners: readonly string[];
  instructions: Labels;
  /** Of those practitioners who see people for it in another class. */
  classes?: readonly { practitioner: string; class: string }[];
}

/** Hours, for all visits or for some. */
export interface Window {
  from: string;
  to: string;
  classes?: readonly string[];
  audiences?: readonly ServiceClass["audience"][];
  channels?: readonly ServiceClass["channel"][];
}

export interface WeeklyWindow extends Window {
  weekday: number;
  /** Of the cycle; absent: all. */
  weeks?: readonly number[];
}

export interface DayHours {
  day: Day;
  windows: readonly Window[];
}

export interface PublishedSchedule {
  schedule: string;
  practitioner: string;
  step: number;
  classes: readonly string[];
  notice_minutes: number;
  horizon_days: number;
  windows: readonly WeeklyWindow[];
  /** Instead of the weekday's hours. */
  exceptions: readonly DayHours[];
  /** How many weeks make a round, and a day of its first. */
  cycle?: { weeks: number; anchor: Day };
  /** Beside what holds on that day. */
  extra?: readonly DayHours[];
}

export type VisitState = "booked" | "arrived" | "fulfilled" | "noshow" | "cancelled";

/** One line of a verified chain of statements. */
export interface Step {
  state: VisitState;
  schedule: string;
  start: Moment;
  by: "patient" | "practice";
  /** Of a step that put the visit on top of others: whoever did, "" if no member any more, and on which day. The platform's word. */
  onTop?: { readonly by: string; readonly day: Day };
}

/** Days for which a practice counts who did not come. */
export const missedDays = 365;

/** A patient's visits; one that cannot be believed hides none of the others. */
export interface Listing {
  visits: readonly Appointment[];
  doubtful: readonly DoubtfulAppointment[];
  erased: readonly ErasedAppointment[];
}

/** A visit that its practice erased, by its own word: nothing of it is kept. */
export interface ErasedAppointment {
  appointment: string;
  practice_name: string;
  day: Day;
}

/** A visit whose state is not believed as it is shown, by the code of why. */
export interface DoubtfulAppointment {
  appointment: string;
  code: string;
  /** What the patient noted of it, which opens by their own key alone; nothing if that is missing too. */
  told: { practice_name: string; practitioner_name: string; phone: string; motive_label: string } | undefined;
}

/** A row about a person, as a server stores it: a column as it reads, or how many bytes of it nobody there can read. */
export interface HeldRow {
  table: string;
  columns: readonly { column: string; value: string; bytes: number }[];
}

/** What a server stores about a person; `asked` is false where it could not be asked. */
export interface Holdings {
  asked: boolean;
  rows: readonly HeldRow[];
}

export type ConsentDecision = "granted" | "refused" | "withdrawn";
/** Whose decision it was: of the person whom it is about, or of whoever represents them by law. */
export type ConsentWord = "self" | "representative";

/** What a consent is about: acting for a relative, being told by SMS that something waits; what a practice asks about a visit. */
export type ConsentAbout = "proxy" | "sharing" | "research" | "sms";

/** The number that SMS go to, "" where there is none; they take the place of mail, or come beside it; some are sent now. */
export interface Phone {
  /** Its last two digits; empty where there is none. */
  ends: string;
  instead: boolean;
  stands: boolean;
}

/** Somebody who agreed to be acted for. */
export type Relative = Pick<Identity, "given" | "family"> & { birth_date: Day };

/** What was decided about somebody, in order; the last one counts. */
export interface Decided {
  consent: string;
  /** "" where it cannot be told. */
  about: ConsentAbout | "";
  /** Nobody's name unless they agree. */
  relative: Relative | undefined;
  /** It allows something now. */
  stands: boolean;
  /** The first day on which the question may be put again; "" while they agree. */
  again: Day | "";
  /** It cannot be believed, and allows nothing. */
  broken: boolean;
  /** Empty where only a newer version of the app knows what was decided, or where it cannot be believed. */
  history: readonly { decision: ConsentDecision; word: ConsentWord; version: number; language: "fr" | "en"; day: Day; hash: string; text: string }[];
  /** Of the last decision. */
  language: "fr" | "en";
  word: ConsentWord;
}

/** What is shown in full before anybody decides. */
export interface ConsentText {
  version: number;
  language: "fr" | "en";
  text: string;
}

/** What a practice asks a patient to agree to about a visit, and what was decided, in order; nothing yet where it is empty. */
export interface Question {
  consent: string;
  about: "sharing" | "research";
  practice_name: string;
  purpose: string;
  to: Readonly<{ practice: string; practice_name: string; practitioner: string }> | undefined;
  project: Readonly<{ title: string; contact: string }> | undefined;
  /** Something was shared, and not called back. */
  handed: boolean;
  broken: boolean;
  stands: boolean;
  again: Day | "";
  history: Decided["history"];
  /** What is shown before anybody decides. */
  texts: Readonly<Record<"fr" | "en", ConsentText>>;
}

/** The same as the practice that asked reads it; `stands` also while its visit does. */
export interface Asked extends Question {
  visit: Visit;
  /** The code of why a withdrawal could not be passed on yet; "" for most. */
  recall: string;
}

/** The research of a practice; patients read both. */
export interface ResearchProject {
  title: string;
  contact: string;
}

/** How a project stands, and what it is given. Without a project nobody is asked. */
export interface Research {
  project: ResearchProject | undefined;
  /** Questions about this project, and what was answered last. */
  asked: number;
  agreed: number;
  withdrawn: number;
  /** No names, no days, and nothing that fewer than five people have in common. */
  rows: readonly Readonly<{ row: string; age: string; motive: string; month: string }>[];
  /** Rows whose patients took it back: they leave the files that were given before. */
  takenBack: readonly string[];
}

/** A letter that another practice passed on, or that its patient took it back. */
export interface ReceivedLetter {
  referral: string;
  /** On which it came. */
  day: Day;
  practice_name: string;
  /** To whom. */
  practitioner: string;
  purpose: string;
  patient: Identity;
  /** Of the visit it is about. */
  start: Moment;
  at: Moment;
  text: string;
  /** On which its patient took it back; "" for a letter. There is no text then. */
  withdrawn: Day | "";
  /** The key that agreed, as it stands in the patient's receipt: that it is theirs the sending practice vouches for. */
  key: string;
  /** By the platform's word, somebody with a proved address spent a right of theirs for the visit whose key agreed. */
  right: boolean;
}

/** What lies at a practice from others; of what is not believed an id and the code of why. */
export interface Inbox {
  received: readonly ReceivedLetter[];
  doubtful: readonly Readonly<{ referral: string; code: string }>[];
}

/** What was written about a visit; `at` is a day alone where the letter did not open. */
export interface WrittenLetters {
  appointment: string;
  letters: readonly { by: "patient" | "practice"; at: Moment | Day; kind: string; text: string; outcome: RequestOutcome | ""; files: readonly string[]; opened: boolean }[];
  doubtful: number;
}

/** All that an account's own client can read of its person. */
export interface Gathered extends Listing {
  mailboxes: readonly WrittenLetters[];
  made: Moment;
  installation: string;
  profile: Identity;
  ways: readonly { kind: WayKind; name: string; added: Day; used: Day | "" }[];
  consents: readonly Decided[];
  /** What practices asked and this person answered. */
  questions: readonly Question[];
  platform: Holdings;
  custodian: Holdings;
}

/** What a hand has destroyed, and which leaf of its log says that it has. */
export interface ErasureReceipt {
  /** To the hour. */
  at: Moment;
  destroyed: readonly { table: string; count: number }[];
  /** From then on, no backup of that hand holds it either. */
  backups: Day;
  leaf: number;
}

/** The end of an account, as far as it has come; `address` is "" where the person is kept at the custodian. */
export interface Ending {
  address: string;
  platform: ErasureReceipt | undefined;
  custodian: ErasureReceipt | undefined;
  /** The day that the custodian waits for, in which the address can stop it. */
  waits: Day | undefined;
}

/** How a person would end at the custodian: after days, or at once; and the day of an end that waits. */
export interface EndingTerms {
  days: number;
  atOnce: boolean;
  takesEffect: Day | undefined;
}

/** The file to take away, and what opens it; "" where it is open. */
export interface Packed {
  file: Uint8Array<ArrayBuffer>;
  passphrase: string;
}

/** A visit as its patient sees it. */
export interface Appointment {
  appointment: string;
  practice: string;
  schedule: string;
  class: string;
  state: VisitState;
  start: Moment;
  duration: number;
  history: readonly Step[];
  practice_name: string;
  practitioner: string;
  practitioner_name: string;
  address: string;
  phone: string;
  time_zone: string;
  motive: string;
  motive_label: string;
  patient: { given: string; family: string };
  note: string;
}

export interface Booking {
  /** The consent of a relative, whose name then comes from the vault. */
  relative?: string;
  practice: string;
  schedule: string;
  motive: string;
  start: Moment;
  patient: Identity;
  note: string;
  language: "fr" | "en";
}

/** A visit as the practice sees it: opened, and filed once opened. */
export interface Visit {
  appointment: string;
  schedule: string;
  class: string;
  state: VisitState;
  start: Moment;
  duration: number;
  history: readonly Step[];
  /** Nobody here can open it: a key is missing, or what was shown was altered or is older than before. Its time is still shown. */
  unreadable: boolean;
  /** The code of why it is unreadable; "" otherwise. */
  doubt: string;
  /** Staff put it on top of what was there. */
  overbooked: boolean;
  patient: Identity;
  motive: string;
  note: string;
  staff_note: string;
  /** The practice booked it and has a code for the patient. */
  claimable: boolean;
  /** Since when it is kept and not used, because the person wants it so; "" for most. */
  restricted: Day | "";
  /** The appointment in whose place it was made; "" for most. */
  replaces: string;
  /** By which the practice knows the account again that booked it; "" where staff did. */
  pseudonym: string;
  /** Something lies with it for whoever the practice knows. */
  vouched: boolean;
  clinical: ClinicalNote;
}

/** Where a visit could go that is in the way of an absence; `start` is "" where no other time is free. */
export interface Proposal {
  visit: Visit;
  schedule: string;
  start: Moment | "";
}

/** A visit as it stands now; `code` says why it was not moved, "" where it was. */
export interface Moved {
  visit: Visit;
  code: string;
}

export type RequestKind = "access" | "medical" | "medical-old" | "rectification" | "erasure" | "restriction" | "objection";

/** Words of a practice that this person has, by whom they are for (SPEC 24); `lapsed`: those there were are of keys of before. */
export interface HeldWords {
  known: number;
  colleagues: number;
  lapsed: boolean;
}

/**
 * What came of asking a practice for its word: it lay there already; it was asked now; the practice has not answered yet, or said no; every visit
 * here brought what it brings; or this account has no visit there that took place.
 */
export interface WordAsked {
  state: "held" | "asked" | "waiting" | "refused" | "used" | "nobody";
  /** The request that waits, or was refused. */
  request: PersonRequest | undefined;
}
export type RequestOutcome = "done" | "partly" | "refused";

export interface AskedFile {
  name: string;
  /** Empty in the copy of whoever sent it. */
  content: Uint8Array<ArrayBuffer>;
}

/** What a practice wrote about a request; `doubt` is the code of why it cannot be read. */
export interface RequestReply {
  day: Day;
  /** `answer`, `extension`, or what only a newer app knows. */
  kind: string;
  text: string;
  files: readonly AskedFile[];
  doubt: string;
  /** The earlier letter that this one repeats, of a visit that was handed over; `due`: by when the practice must answer. */
  carried?: { appointment: string; by: "patient" | "practice"; kind: string; day: Day; due?: Day; files: readonly string[] };
}

/** Something that a patient asked of a practice, by its own clock. */
export interface PersonRequest {
  appointment: string;
  number: number;
  /** "" where it cannot be read, "closed" where its cover came alone. */
  kind: string;
  text: string;
  /** Whether some letter of it came by its cover alone. */
  closed: boolean;
  asked: Day;
  due: Day;
  late: boolean;
  extended: boolean;
  /** Whether the law lets the practice take more time at all. */
  extendable: boolean;
  settled: Day | "";
  state: "received" | "extended" | RequestOutcome;
  /** Before this moment it may not be answered; "" where that is not known. */
  opens: Moment | "";
  replies: readonly RequestReply[];
  /** Which of the practice's words it asks for. */
  asks: readonly Readonly<{ audience: "known" | "colleagues"; key: string; blinded: readonly string[] }>[];
}

/** `doubtful`: so many letters are not believed, and not shown; `withheld`: some that were seen here before are not shown any more. */
export interface Mailbox {
  requests: readonly PersonRequest[];
  /** What the practice wrote without having been asked. */
  told: readonly RequestReply[];
  doubtful: number;
  withheld: boolean;
}

/** What was written about one visit, also where it is long over. */
export interface VisitLetters extends Mailbox {
  visit: Appointment;
}

/** All that an account has written and was written; of `unread` visits nothing is believed, so that nobody looked into their mailbox. */
export interface Correspondence {
  mailboxes: readonly VisitLetters[];
  visits: readonly Appointment[];
  unread: number;
}

/** A request as the practice reads it; `language` is the patient's. */
export interface Demand {
  visit: Visit;
  request: PersonRequest;
  language: "fr" | "en";
}

/** What an authority asked about a practice, or was given of it. */
export interface Order {
  day: Day;
  stage: "asked" | "given";
  request: string;
  country: string;
  kind: string;
  text: string;
  first: string;
  last: string;
  /** How many visits are named one by one; those that the practice's keys open are `visits`. */
  named: number;
  visits: readonly Visit[];
  /** The last day of a ban on telling, or "". */
  silentUntil: string;
  drill: boolean;
}

/** What waits first, by its last day. `next`: where the next page begins, or "". */
export interface Queue {
  demands: readonly Demand[];
  doubtful: number;
  /** Visits in whose mailbox letters that were seen here before are not shown any more. */
  withheld: readonly Visit[];
  next: string;
}

export type Name = Pick<Identity, "given" | "family">;

/** A code as it is shown: what belongs behind the `#/` of an address in a QR code, and twelve words. */
export interface ShownCode {
  link: string;
  words: readonly string[];
}

export interface Slip extends ShownCode {
  visit: Visit;
}

/** What a practice, which proved itself, wants to hand over at its counter; `mark` is to be the same on its screen. */
export interface Proposed {
  practice: Publication;
  visits: readonly { start: Moment; duration: number; practitioner_name: string; motive_label: string; time_zone: string; patient: Name }[];
}

/** What became of a visit at the counter: the one in its place, or the code of why not. */
export interface Handed {
  before: Visit;
  after: Visit | undefined;
  code: string;
}

/** `closed`: this member has no key to clinical notes. `unreadable`: there is one that cannot be opened here. */
export interface ClinicalNote {
  state: "open" | "closed" | "unreadable";
  text: string;
  /** The code of why it is unreadable; "" otherwise. */
  doubt: string;
}

/** A visit whose very history is not believed. When it would be is the platform's word alone; "" where there is none. */
export interface DoubtfulVisit {
  appointment: string;
  code: string;
  claimed: Moment | "";
}

export interface Absence {
  absence: string;
  schedule: string;
  start: Moment;
  end: Moment;
  reason: string;
}

export interface Agenda {
  visits: readonly Visit[];
  doubtful: readonly DoubtfulVisit[];
  absences: readonly Absence[];
  held: readonly HeldTime[];
}

/** A time that somebody holds while they type, or is offered out of a line; nobody is told who. */
export interface HeldTime {
  schedule: string;
  start: Moment;
  duration: number;
  expires: Moment;
  offered: boolean;
}

export interface Membership {
  practice: string;
  name: string;
  role: "practitioner" | "secretary";
  officer: boolean;
  /** The practice wants more than the passphrase that opened this session. */
  refused: boolean;
}

/** For how many months past visits are kept, within which bounds, and what counts from a day on. */
export interface KeepingPeriod {
  months: number;
  least: number;
  most: number;
  next: { months: number; from: Day } | undefined;
}

/** On that day so many visits would go, and of so many more the care record alone would stay. */
export interface WouldEnd {
  day: Day;
  gone: number;
  emptied: number;
}

export interface Member {
  member: string;
  name: string;
  role: "practitioner" | "secretary";
  officer: boolean;
  /** Holds the clinical keys: every practitioner and officer, and secretaries to whom they were granted. */
  clinical: boolean;
  /** The person signed in. */
  self: boolean;
}

/** What a new epoch changes: invitations to admit, members to remove, who opens clinical notes from now on. */
export interface TeamChange {
  admit?: readonly string[];
  remove?: readonly string[];
  /** Secretaries, by member or invitation. */
  grant?: readonly string[];
  withdraw?: readonly string[];
  /** Make new recovery shares in any case; there are some, too, where the holder of one leaves. */
  shares?: boolean;
  /** Who holds the second of them: a member, `onPaper`, or "" for another officer if there is one. */
  second?: string;
  /** Which ways in open the practice from then on: any, or more than a passphrase; as before where it is "". */
  entry?: "" | "any" | "strong";
}

/** In the place of a member: nobody holds the second share, a second sheet does. */
export const onPaper = "paper";

/** A share as it goes on paper. */
export interface Sheet {
  number: number;
  words: { fr: readonly string[]; en: readonly string[] };
  /** What stands behind the `#/practice/recover/` of its picture. */
  link: string;
}

/** New recovery shares: those for paper are here and nowhere else, until they were printed. */
export interface NewPapers {
  practice: string;
  sharing: number;
  created: Day;
  sheets: readonly Sheet[];
}

export type ShareHolder = "paper" | "colleague" | "custodian";

export interface HeldShare {
  number: number;
  holder: ShareHolder;
  /** Of the colleague. */
  name: string;
  mine: boolean;
  /** The last day on which a member saw that it was right. */
  checked: { day: Day; by: string } | undefined;
}

export type DecisionState = "asked" | "approved" | "done" | "vetoed" | "refused" | "expired";

/** Somebody asked for the custodian's share. */
export interface AskedShare {
  request: string;
  reason: "practice_recovery" | "drill";
  mark: string;
  state: DecisionState;
  objected: boolean;
  asked: Day;
}

/** How a practice's way back stands. */
export interface SharesState {
  sharing: number;
  created: Day;
  shares: readonly HeldShare[];
  /** The last day on which two shares opened the way back. */
  rehearsed: { day: Day; by: string } | undefined;
  /** `held`: the custodian has just proved it. `hidden`: only officers can ask. */
  custody: { state: "held"; since: Day; requests: readonly AskedShare[] } | { state: "missing"; why: string } | { state: "hidden" };
}

/** Why a root is to be replaced: somebody else has a copy, nobody has one, or neither. */
export type RootReason = "root_compromised" | "root_lost" | "root_renewed";

/** Somebody asked that the practice's root be replaced. */
export interface AskedRoot {
  request: string;
  number: number;
  reason: RootReason;
  /** What whoever asked and the custodian's officers read to each other. */
  mark: string;
  state: DecisionState;
  objected: boolean;
  asked: Day;
  /** The first day on which it may be done; "" until enough officers have approved it. */
  not_before: Day | "";
}

/** How the practice's root stands. */
export interface RootState {
  /** How often it was replaced. */
  replaced: number;
  /** Another one is in effect and has signed nothing yet. */
  waits: boolean;
  /** This account made that one. */
  mine: boolean;
  /** This member holds every key, and so could take a new one up. */
  mayAsk: boolean;
  /** This member has the root that counts. */
  holdsRoot: boolean;
  requests: readonly AskedRoot[];
}

/** What a share leads to. */
export interface FoundPractice {
  practice: string;
  name: string;
  sharing: number;
  created: Day;
  /** Of the share that was typed. */
  number: number;
  holder: ShareHolder;
  /** Who has the second share: a colleague, or another sheet. */
  second: ShareHolder;
}

/** One's own request for the custodian's share. */
export interface ShareRequest {
  mark: string;
  state: DecisionState;
  objected: boolean;
  released: boolean;
}

export interface Takeover {
  /** One share, or two; the words or the address in the picture. */
  typed: readonly string[];
  /** The second is the custodian's, released to this account. */
  custodian: boolean;
  name: string;
  role: Member["role"];
  /** Who stays; never a former officer. */
  keep: readonly string[];
}

export interface Team {
  epoch: number;
  created: Day;
  members: readonly Member[];
  /** This browser began a change of keys and does not know that it ended. */
  interrupted: boolean;
  /** Who holds the second recovery share; "" where it is on paper, absent while the practice has no shares. */
  holder?: string;
  /** New recovery shares that the change has made. */
  papers?: NewPapers;
  /** Which ways in open the practice: any, or more than a passphrase. */
  entry: "any" | "strong";
  /** This session was opened by more than a passphrase. */
  letIn: boolean;
}

/** An invitation as an officer sees it. */
export interface Invitation {
  invitation: string;
  role: Member["role"];
  officer: boolean;
  expires: Day;
  /** The name of whoever answered, once the answer was checked with the link's secret; "" while nobody did. */
  answered: string;
}

/** `waiting`: asked for, and the custodian's officers are to decide. `demo`: nobody checked, for all here is fictitious. */
export interface Endorsement {
  state: "endorsed" | "demo" | "waiting" | "none";
  /** Why there is none to rely on: a refusal's code. */
  why: string;
  /** The last day, of one that counts. */
  until: Day | "";
}

/** What a practice says of itself before its keys exist. */
export type NewPractice = Omit<Publication, "practice" | "revision">;

/** A long act under way: `done` of `total` small steps. */
/** A place in a queue: how many are served before, when one's own turn comes, and whether the platform could be reached last. */
export interface Turn {
  ahead: number;
  at: Moment;
  reached: boolean;
}

/** Told whenever it changes; nothing once the turn has come. */
export type InQueue = (turn: Turn | undefined) => void;

/** For what somebody would stand in a line: with whom, why, between which days and hours on the wall there. */
export interface Want {
  practice: string;
  practitioner: string;
  motive: string;
  first: Day;
  last: Day;
  /** "HH:MM", "24:00" at the end of the day. */
  from: string;
  to: string;
  language: "fr" | "en";
}

/** For whom what is offered is taken. */
export interface WantedFor {
  patient: Identity;
  note: string;
  language: "fr" | "en";
  relative?: string;
}

/** A place in a line; `over`: it is none any more, which is told once. */
export interface Wait {
  entry: string;
  practice: string;
  practice_name: string;
  practitioner: string;
  practitioner_name: string;
  motive: string;
  motive_label: string;
  time_zone: string;
  first: Day | "";
  last: Day | "";
  ahead: number;
  /** Kept for them alone until then. */
  offer: { start: Moment; expires: Moment } | undefined;
  over: boolean;
}

export type Progress = (done: number, total: number) => void;

/** Functions among the arguments are called back from the worker; everything else is copied. */
export interface Door {
  installation(): Promise<Installation>;
  /** `loaded` are the addresses that the page knows to have been loaded. */
  examineApp(loaded: readonly string[], progress?: Progress): Promise<AppReport>;
  access(): Promise<Access>;

  /** Custodian: always answers alike, known address or not. */
  sendCode(email: string, language: "fr" | "en"): Promise<void>;
  /** `known`: this person had a code accepted before. Keeps the custodian's session inside. */
  checkCode(email: string, code: string): Promise<{ known: boolean }>;
  /** Six words in the language asked for. */
  proposePassphrase(language: "fr" | "en"): Promise<string>;
  /** After `checkCode`: hardens, fetches the stock of rights, opens the account and its vault. */
  signUp(audience: Audience, passphrase: string): Promise<void>;
  /** After `checkCode`. */
  signIn(audience: Audience, passphrase: string): Promise<void>;
  /** The kit works without any code, also while the custodian is down. */
  signInWithKit(audience: Audience, words: string): Promise<void>;
  /** The same by what its QR code says. */
  signInWithKitAddress(address: string): Promise<void>;
  /** What a passkey's PRF gave; the caller wipes its own copy. No code, no custodian. */
  signInWithPasskey(audience: Audience, output: Uint8Array<ArrayBuffer>): Promise<void>;
  signInRemembered(): Promise<void>;
  /** Drops every key from memory; a remembered browser stays remembered. */
  signOut(): Promise<void>;

  /** Makes a kit and keeps it pending: twelve words, which count only once they were typed back. */
  newKit(language: "fr" | "en"): Promise<NewKit>;
  /** Typed back from paper: only now does the kit become a way in. */
  tryKit(words: string): Promise<void>;
  /** The file of today, which the kit alone opens; `text` is its part for people. */
  kitFile(text: string): Promise<Uint8Array<ArrayBuffer>>;
  /** All that this client can read of the person, and what both servers store about them. */
  gatherData(language: "fr" | "en", progress?: Progress): Promise<Gathered>;
  /** What was gathered last, in one archive; `page` is its part for people. */
  packData(page: string, sealed: boolean): Promise<Packed>;
  /** An end that was begun here, until its receipts are taken away. */
  ending(): Promise<Ending | undefined>;
  /** While proved. */
  endingTerms(): Promise<EndingTerms>;
  /** Destroys the account, and unless the person is kept there, the person at the custodian, which may wait some days; while proved. */
  endAccount(keepPerson: boolean): Promise<Ending>;
  /** Asks the hand again that has not answered; `anew` where somebody has stopped it at the custodian. */
  finishEnding(anew: boolean): Promise<Ending>;
  /** Stops an end that waits, of the person who is proved. */
  keepPerson(): Promise<void>;
  /** The same by what stood in the letter; nobody needs to be signed in. */
  vetoEnding(veto: string): Promise<void>;
  endingFile(): Promise<Uint8Array<ArrayBuffer>>;
  forgetEnding(): Promise<void>;
  rememberBrowser(name: string): Promise<void>;
  forgetBrowser(): Promise<void>;
  /** A passkey that has just shown that it has a PRF; the caller wipes its own copy of the output. */
  addPasskey(name: string, credential: Uint8Array<ArrayBuffer>, output: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Answers what belongs behind the `#/` of the address in the QR code; good for five minutes and one device. */
  showDevice(): Promise<string>;
  /** Once another device has answered: the name that it gives itself, and the six digits that both must show. */
  hearDevice(): Promise<{ name: string; mark: string }>;
  admitDevice(): Promise<void>;
  /** Nobody comes in by this code any more. */
  endDevice(): Promise<void>;
  /** As the other device: offers a way in, and answers the six digits to compare. */
  offerDevice(link: string, name: string): Promise<string>;
  /** Waits for the first device, then opens the account, remembered here. */
  enterOffered(): Promise<void>;
  /** Whether the custodian still knows us; without it a passphrase cannot be hardened, and a code is needed first. */
  isProved(): Promise<boolean>;
  /** Whether a code opened the custodian's session, and no remembered device. */
  isProvedByCode(): Promise<boolean>;
  /** While proved. */
  address(): Promise<CustodianAddress>;
  /** After `sendCode` to each; at once with the old address and its code, else after days of notice to it. */
  changeAddress(email: string, code: string, old?: { email: string; code: string }): Promise<CustodianAddress>;
  keepAddress(): Promise<CustodianAddress>;
  /** By what stood in the letter to the old address; nobody needs to be signed in. */
  vetoAddress(veto: string): Promise<void>;
  /** After `checkCode`, or while proved. The kit and every other way in stay. */
  changePassphrase(passphrase: string): Promise<void>;
  ways(): Promise<readonly Way[]>;
  /** Ends what this way opened. Where it opened this very account, the keys are dropped here too. */
  removeWay(locator: string): Promise<void>;
  /** Has the custodian forget removed devices; answers how many it still knows, because it is away or does not know us now. */
  withdrawDevices(): Promise<number>;
  /** Bookings left in this browser's stock, and whether this week brings no more. */
  rights(): Promise<{ count: number; usedUp: boolean }>;

  /** What was decided, on whichever device. */
  consents(): Promise<readonly Decided[]>;
  /** Who may be offered for a booking, by the copy of the vault that is at hand. */
  relatives(): Promise<readonly Decided[]>;
  consentText(about: ConsentAbout, language: "fr" | "en"): Promise<ConsentText>;
  /** The first day on which this person may be asked again; "" if they may be asked now. */
  consentAskAgain(relative: Relative): Promise<Day | "">;
  /** `unasked`: they came back on a no by themselves. */
  decideConsent(relative: Relative, language: "fr" | "en", word: ConsentWord, granted: boolean, unasked: boolean): Promise<void>;
  /** Of SMS, the custodian erases the number first. */
  withdrawConsent(consent: string): Promise<void>;
  /** Whether the custodian sends SMS at all. */
  offersSms(): Promise<boolean>;
  decideSms(language: "fr" | "en", granted: boolean, unasked: boolean): Promise<void>;
  /** These five while proved. */
  phone(): Promise<Phone>;
  sendPhoneCode(number: string): Promise<void>;
  confirmPhone(code: string, instead: boolean): Promise<Phone>;
  choosePhone(instead: boolean): Promise<Phone>;
  /** Of a number that another account of the same person gave. */
  removePhone(): Promise<void>;
  /** What was signed, with these facts and the text for people. */
  consentReceipt(consent: string, facts: string): Promise<Uint8Array<ArrayBuffer>>;

  /** Everything that practices asked, and what was decided. */
  questions(): Promise<readonly Question[]>;
  /** Both: whether the practice was told; where the mailbox is gone, it is noted here alone. */
  answerQuestion(consent: string, language: "fr" | "en", word: ConsentWord, granted: boolean): Promise<boolean>;
  withdrawAnswer(consent: string): Promise<boolean>;
  questionReceipt(consent: string, facts: string): Promise<Uint8Array<ArrayBuffer>>;

  profile(): Promise<Identity>;
  saveProfile(profile: Identity): Promise<void>;

  /** Public, but verified: root, epoch and publication against the log. For the practice's own people, and for visits agreed before. */
  publication(practice: string): Promise<Publication>;
  /** The same of a practice that the custodian vouches for; refuses any other, so that nothing is typed in vain. */
  bookable(practice: string): Promise<Publication>;

  /** Where more book than are served at once, waits in a queue, of which it tells. */
  book(booking: Booking, inQueue?: InQueue): Promise<Appointment>;
  appointments(): Promise<Listing>;
  /** The same. */
  move(appointment: string, start: Moment, inQueue?: InQueue): Promise<Appointment>;
  /** What waits in a queue is not asked for any more, and answers `queue_left`; or `queue_paused`, where the place is kept for later. */
  leaveQueue(keep: boolean): Promise<void>;
  /** Keeps a time for ten minutes while somebody types; nothing where no right of this browser may hold. Refused where the time is gone. */
  hold(schedule: string, serviceClass: string, start: Moment): Promise<Moment | undefined>;
  /** What is held here, or was by a page that was closed, is anybody's again. */
  letGo(): Promise<void>;
  /** In which lines one stands, as this browser knows. */
  waits(): Promise<readonly Wait[]>;
  wait(want: Want): Promise<Wait>;
  /** Books what is offered. */
  takeOffer(entry: string, wanted: WantedFor, inQueue?: InQueue): Promise<Appointment>;
  /** What is offered goes to the next; one stays in the line. */
  declineOffer(entry: string): Promise<Wait>;
  leaveLine(entry: string): Promise<void>;
  /** Whether a place in a queue is left here from a page that was closed; the next booking goes on with it. */
  isPlaceLeft(): Promise<boolean>;
  cancel(appointment: string): Promise<Appointment>;

  /** What was asked of the practice of this visit, and what it answered. */
  mailbox(appointment: string): Promise<Mailbox>;
  /** Every mailbox of the account in which something lies. */
  letters(progress?: Progress): Promise<Correspondence>;
  /** Once the practice has written, a mail without content says so, in this language. */
  askPractice(appointment: string, kind: RequestKind, text: string, language: "fr" | "en"): Promise<Mailbox>;

  /** What this person could show at this practice. */
  wordsOf(practice: string): Promise<HeldWords>;
  /** Looks whether the practice left its word with a visit there, and else asks for it by a letter. */
  askForWord(practice: string, text: string, language: "fr" | "en"): Promise<WordAsked>;

  /** At a practice's counter: a code to show there, good for five minutes; staff see this name. */
  showCounter(patient: Name, language: "fr" | "en"): Promise<ShownCode>;
  /** Waits for the practice. */
  hearCounter(): Promise<Proposed>;
  /** Books these visits under keys of the own vault, for the practice to hand over. */
  acceptCounter(language: "fr" | "en"): Promise<string>;
  /** Waits until the practice has; answers what arrived. */
  waitCounter(): Promise<Listing>;
  endCounter(): Promise<void>;
  /** The visit behind a code on paper: an address, or twelve words. */
  lookAtClaim(typed: string): Promise<Appointment>;
  /** Takes it into this account; the code is worth nothing afterwards. Spends a right to book. */
  claim(typed: string, language: "fr" | "en"): Promise<Appointment>;

  memberships(): Promise<readonly Membership[]>;
  team(practice: string): Promise<Team>;
  /** At most 42 days. */
  agenda(practice: string, from: Day, to: Day): Promise<Agenda>;
  /** Who did not come in the twelve months up to this day. */
  missed(practice: string, until: Day): Promise<readonly Visit[]>;
  /** `overbook`: on top of what is there, where the time is taken. */
  bookForPatient(booking: Booking, overbook?: boolean): Promise<Visit>;
  moveVisit(practice: string, appointment: string, start: Moment, schedule: string, overbook?: boolean): Promise<Visit>;
  setState(practice: string, appointment: string, state: VisitState): Promise<Visit>;
  saveStaffNote(practice: string, appointment: string, note: string): Promise<Visit>;
  /** The code of a visit that the practice booked itself, for paper. */
  slip(appointment: string, language: "fr" | "en"): Promise<Slip>;
  /** Meets a patient by the code on their screen: an address, or twelve words. Answers the name that their account has. */
  meet(practice: string, typed: string): Promise<Name>;
  /** Proposes visits that were read before. */
  propose(appointments: readonly string[]): Promise<void>;
  /** Waits until the patient has accepted; answers the six digits that both must show. */
  hearAnswers(): Promise<string>;
  handOver(progress?: Progress): Promise<readonly Handed[]>;
  endMeeting(): Promise<void>;
  saveClinicalNote(practice: string, appointment: string, text: string): Promise<Visit>;
  /** What patients ask of the practice. */
  demands(practice: string, after: string): Promise<Queue>;
  /** What authorities asked about this practice; nothing for whoever is no officer of it. */
  orders(practice: string): Promise<readonly Order[]>;
  /** A letter into the mailbox of a visit that answers nothing. */
  tellPerson(practice: string, appointment: string, text: string): Promise<void>;
  /** All that was asked about one visit, with every letter. */
  openDemands(practice: string, appointment: string): Promise<Queue>;
  /** `copy`: with everything of the visit that this member opens; `checked`: somebody made sure who asks. */
  answerDemand(practice: string, appointment: string, number: number, outcome: RequestOutcome, text: string, copy: boolean, checked: boolean): Promise<void>;
  /** Gives the practice's word to whoever asked for it by letter, and tells them in this one. */
  vouch(practice: string, appointment: string, number: number, text: string): Promise<void>;
  /** Whether the visit was handed over, so that whoever reads the answer may not be who asked. */
  hasAnotherKey(practice: string, appointment: string): Promise<boolean>;
  extendDemand(practice: string, appointment: string, number: number, reason: string): Promise<void>;
  /** Everything that the practice asked its patients to agree to. Whatever was taken back is called back where it went. */
  asked(practice: string): Promise<readonly Asked[]>;
  /** The same of one visit. */
  askedAbout(practice: string, appointment: string): Promise<readonly Asked[]>;
  /** By a letter to the patient; refused within six months of a no about the same. */
  askSharing(practice: string, appointment: string, to: string, practitioner: string, purpose: string): Promise<Asked>;
  askResearch(practice: string, appointment: string, purpose: string): Promise<Asked>;
  /** Sends a letter to whom the patient agreed to, and tells the patient that it went. */
  shareLetter(practice: string, appointment: string, consent: string, text: string): Promise<Asked>;
  /** The research that this practice does, if any. */
  project(practice: string): Promise<ResearchProject | undefined>;
  research(practice: string): Promise<Research>;
  /** Officers alone say what research is done, or that there is none any more. */
  setProject(practice: string, project: ResearchProject | undefined): Promise<void>;
  /** What other practices passed on; what was taken back meanwhile is gone. */
  received(practice: string): Promise<Inbox>;
  /** Into the clinical note of a visit that was read before; it lies no longer among the received. */
  fileLetter(practice: string, referral: string, appointment: string): Promise<Visit>;
  dropLetter(practice: string, referral: string): Promise<void>;
  rectify(practice: string, appointment: string, patient: Identity): Promise<Visit>;
  /** Keeps what is filed of a visit and has nobody use it; or the end of that. */
  restrict(practice: string, appointment: string, on: boolean): Promise<Visit>;
  /** Destroys a visit that did not take place, with its letters, for good; how many letters. */
  eraseVisit(practice: string, appointment: string): Promise<ErasureReceipt>;
  block(practice: string, schedule: string, start: Moment, end: Moment, reason: string): Promise<Absence>;
  unblock(practice: string, absence: string): Promise<void>;
  /** Other times for the visits that an absence would lie over, of those read. Takes nothing. */
  planRelocation(practice: string, schedule: string, start: Moment, end: Moment): Promise<readonly Proposal[]>;
  /** Each is moved or not by itself; who was moved is nudged. */
  relocate(practice: string, proposals: readonly Proposal[]): Promise<readonly Moved[]>;
  /** Signs and publishes; revision and predecessor are filled in inside. */
  publish(publication: Publication): Promise<Publication>;
  /** Makes the practice's root and first epoch here, its opener being the first officer; answers the practice's id. */
  openPractice(practice: NewPractice, name: string, role: Member["role"]): Promise<string>;
  /** What the custodian says of the practice now. */
  endorsement(practice: string): Promise<Endorsement>;
  /** As an officer whom the custodian knows: asks it to vouch for the practice, or learns that this was asked. */
  seekEndorsement(practice: string): Promise<Endorsement>;
  /** For how long past visits are kept. */
  period(practice: string): Promise<KeepingPeriod>;
  /** What a period would end, before it is chosen. */
  wouldEnd(practice: string, months: number): Promise<WouldEnd>;
  /** As an officer: a longer one at once, a shorter one after days, in which the present one takes that back. */
  choosePeriod(practice: string, months: number): Promise<KeepingPeriod>;
  /** Only an unlisted practice without future bookings. */
  closePractice(practice: string): Promise<void>;
  /** Makes a link for a colleague; answers what belongs behind the `#` of it. The secret stays in this worker and in the link. */
  invite(practice: string, role: Member["role"], officer: boolean): Promise<string>;
  invitations(practice: string): Promise<readonly Invitation[]>;
  /** As the invitee, signed in as staff: returns keys and name under the link's secret, and pins the practice. */
  answerInvitation(link: string, name: string): Promise<{ practice: string }>;
  /** New epoch: new keys, wrapped anew to everybody who stays. What was begun is remembered here until it is done. */
  rotate(practice: string, change: TeamChange, progress?: Progress): Promise<Team>;
  /** Ends a change of keys that was interrupted; what of it has happened already is not done twice. */
  resumeRotation(practice: string, progress?: Progress): Promise<Team>;
  /** The new shares are on paper, or nobody wants to print them now: until then, `resumeRotation` makes others. */
  papersKept(practice: string): Promise<void>;

  /** How the root stands, and what was asked about it, by whomever. */
  rootState(practice: string): Promise<RootState>;
  /** As somebody whom the custodian knows: asks its officers for another root, which this account makes. */
  askRoot(practice: string, reason: RootReason): Promise<RootState>;
  /** By the present root: it should stay. */
  objectToRoot(practice: string, request: string): Promise<void>;
  /** Seven days later: new keys under the new root, and new recovery shares where there were any; `second` as in `rotate`. */
  takeUpRoot(practice: string, second: string, progress?: Progress): Promise<Team>;

  /** How the way back stands; nothing where the practice has none. */
  sharesState(practice: string): Promise<SharesState | undefined>;
  /** The words of one's own share, to be said to whoever recovers the practice. */
  ownShare(practice: string, language: "fr" | "en"): Promise<readonly string[]>;
  /** A sheet typed back: its number. */
  checkShare(practice: string, typed: string): Promise<number>;
  handOverShare(practice: string): Promise<void>;
  /** Opens the way back by two shares and changes nothing; `custodian`: the second was released to this account. */
  rehearse(practice: string, typed: readonly string[], custodian: boolean): Promise<void>;
  objectToRequest(practice: string, request: string): Promise<void>;
  findShare(typed: string): Promise<FoundPractice>;
  askForShare(typed: string, reason: "practice_recovery" | "drill"): Promise<ShareRequest>;
  /** Of the request that this account made here; refused with `share_unreleased` before there is one. */
  shareProgress(practice: string, sharing: number): Promise<ShareRequest>;
  /** Who worked at the practice that two shares open. */
  recoveredColleagues(typed: readonly string[], custodian: boolean): Promise<readonly Member[]>;
  takeUp(takeover: Takeover, progress?: Progress): Promise<NewPapers>;

  /** Calls back when something changed; the function returned stops listening. */
  watch(practice: string, changed: () => void): () => void;
}
