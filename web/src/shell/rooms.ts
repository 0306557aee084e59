/** The rooms and the names of their pages. Each is loaded when it is first entered. */
import type { Component } from "svelte";
import type { Room } from "../router/routes";
import type { PlainKey } from "../words/words.svelte";

// The router hands each room the values of its own route; the table cannot say so per line.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyRoom = { default: Component<any> };

export const rooms: Record<Exclude<Room, "unknown">, () => Promise<AnyRoom>> & { unknown?: never } = {
  search: () => import("../rooms/search/Search.svelte"),
  practitioner: () => import("../rooms/practitioner/Practitioner.svelte"),
  booking: () => import("../rooms/booking/Booking.svelte"),
  "sign-in": () => import("../rooms/account/SignIn.svelte"),
  "sign-up": () => import("../rooms/account/SignUp.svelte"),
  appointments: () => import("../rooms/appointments/Appointments.svelte"),
  appointment: () => import("../rooms/appointments/Appointment.svelte"),
  move: () => import("../rooms/appointments/Move.svelte"),
  counter: () => import("../rooms/counter/Counter.svelte"),
  "counter-code": () => import("../rooms/counter/CounterCode.svelte"),
  claim: () => import("../rooms/counter/Claim.svelte"),
  keys: () => import("../rooms/account/Keys.svelte"),
  "my-data": () => import("../rooms/account/MyData.svelte"),
  erase: () => import("../rooms/account/Erase.svelte"),
  consents: () => import("../rooms/account/Consents.svelte"),
  device: () => import("../rooms/account/Arrive.svelte"),
  kit: () => import("../rooms/account/KitEntry.svelte"),
  veto: () => import("../rooms/account/Veto.svelte"),
  keep: () => import("../rooms/account/VetoEnding.svelte"),
  agenda: () => import("../rooms/agenda/Agenda.svelte"),
  slip: () => import("../rooms/counter/Slip.svelte"),
  settings: () => import("../rooms/settings/Settings.svelte"),
  team: () => import("../rooms/settings/Team.svelte"),
  "practice-keys": () => import("../rooms/account/Keys.svelte"),
  join: () => import("../rooms/practice/Join.svelte"),
  shares: () => import("../rooms/recovery/Shares.svelte"),
  recover: () => import("../rooms/recovery/Recover.svelte"),
  "this-app": () => import("../rooms/app/ThisApp.svelte"),
  readers: () => import("../rooms/readers/Readers.svelte"),
  privacy: () => import("../rooms/privacy/Privacy.svelte"),
  elements: () => import("../ui/living/Elements.svelte"),
};

/** Names of pages; never what was searched or who is shown, because titles stay in the history. */
export const titles: Record<Room, PlainKey> = {
  search: "title-search",
  practitioner: "title-practitioner",
  booking: "title-booking",
  "sign-in": "title-sign-in",
  "sign-up": "title-sign-up",
  appointments: "title-appointments",
  appointment: "title-appointment",
  move: "title-move",
  counter: "title-counter",
  "counter-code": "title-counter-code",
  claim: "title-claim",
  keys: "title-keys",
  "my-data": "title-my-data",
  erase: "title-erase",
  consents: "title-consents",
  device: "title-device",
  kit: "title-kit",
  veto: "title-veto",
  keep: "title-keep",
  agenda: "title-agenda",
  slip: "title-slip",
  settings: "title-settings",
  team: "title-team",
  "practice-keys": "title-keys",
  join: "title-join",
  shares: "title-shares",
  recover: "title-recover",
  "this-app": "title-app",
  readers: "readers-title",
  privacy: "title-privacy",
  elements: "title-elements",
  unknown: "title-unknown",
};
