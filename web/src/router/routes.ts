/** Which room an address opens. Routes live in the URL fragment, so no server ever sees one. Pure. */

export type Route =
  | { room: "search" }
  | { room: "practitioner"; id: string }
  | { room: "booking"; id: string; motive?: string; time?: string }
  | { room: "sign-in"; next?: string }
  | { room: "sign-up"; next?: string; audience?: "staff" }
  | { room: "appointments" }
  | { room: "appointment"; id: string }
  | { room: "move"; id: string }
  | { room: "counter" }
  | { room: "counter-code"; code: string }
  | { room: "claim"; code?: string }
  | { room: "keys" }
  | { room: "my-data" }
  | { room: "letters" }
  | { room: "erase" }
  | { room: "consents" }
  | { room: "device"; audience: string; secret: string }
  | { room: "kit"; audience: string; kit: string }
  | { room: "veto"; veto: string }
  | { room: "keep"; veto: string }
  | { room: "agenda"; day?: string }
  | { room: "slip"; id: string }
  | { room: "demands" }
  | { room: "agreements" }
  | { room: "settings" }
  | { room: "team" }
  | { room: "join"; link: string }
  | { room: "shares" }
  | { room: "recover"; share?: string }
  | { room: "practice-keys" }
  | { room: "this-app" }
  | { room: "readers" }
  | { room: "privacy" }
  | { room: "trust" }
  | { room: "console"; view?: string; item?: string; row?: string }
  | { room: "console-join"; link: string }
  | { room: "elements" }
  | { room: "unknown" };

export type Room = Route["room"];

/** `{}` marks the place of a value; the names follow in order. */
const table: readonly [pattern: string, room: Room, ...names: string[]][] = [
  ["", "search"],
  ["practitioner/{}", "practitioner", "id"],
  ["book/{}", "booking", "id"],
  ["sign-in", "sign-in"],
  ["sign-up", "sign-up"],
  ["appointments", "appointments"],
  ["appointments/{}", "appointment", "id"],
  ["appointments/{}/move", "move", "id"],
  ["counter", "counter"],
  ["counter/{}", "counter-code", "code"],
  ["claim", "claim"],
  ["claim/{}", "claim", "code"],
  ["keys", "keys"],
  ["my-data", "my-data"],
  ["letters", "letters"],
  ["erase", "erase"],
  ["consents", "consents"],
  ["device/{}/{}", "device", "audience", "secret"],
  ["kit/{}/{}", "kit", "audience", "kit"],
  ["veto/{}", "veto", "veto"],
  ["keep/{}", "keep", "veto"],
  ["practice/agenda", "agenda"],
  ["practice/agenda/{}", "agenda", "day"],
  ["practice/slip/{}", "slip", "id"],
  ["practice/demands", "demands"],
  ["practice/agreements", "agreements"],
  ["practice/settings", "settings"],
  ["practice/team", "team"],
  ["practice/join/{}", "join", "link"],
  ["practice/shares", "shares"],
  ["practice/recover", "recover"],
  ["practice/recover/{}", "recover", "share"],
  ["practice/keys", "practice-keys"],
  ["app", "this-app"],
  ["who-can-read", "readers"],
  ["privacy", "privacy"],
  ["trust", "trust"],
  ["console", "console"],
  ["console/join/{}", "console-join", "link"],
  ["console/{}", "console", "view"],
  ["console/{}/{}", "console", "view", "item"],
  ["console/{}/{}/{}", "console", "view", "item", "row"],
  ["elements", "elements"],
];

const practiceRooms: ReadonlySet<Room> = new Set(["agenda", "slip", "demands", "agreements", "settings", "team", "join", "shares", "recover", "practice-keys"]);
const privateRooms: ReadonlySet<Room> = new Set([...practiceRooms, "appointments", "appointment", "move", "counter", "claim", "keys", "my-data", "letters", "consents"]);

export function readRoute(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean);
  for (const [pattern, room, ...names] of table) {
    const values = match(pattern, parts);
    if (values === undefined) continue;
    const named = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    return { room, ...named, ...Object.fromEntries(new URLSearchParams(query)) } as Route;
  }
  return { room: "unknown" };
}

/** The fragment of a route, ready for `href`. Search words never stand in it: the history would keep them. */
export function hrefOf(route: Route): string {
  const { room, ...values } = route as Route & Record<string, string>;
  const given = Object.keys(values);
  const line = table.find(([, name, ...names]) => name === room && names.every((one) => given.includes(one)) && fullest(names, room, given));
  if (line === undefined) return "#/";
  const [pattern, , ...names] = line;
  let index = 0;
  const path = pattern.replaceAll("{}", () => encodeURIComponent(values[names[index++] ?? ""] ?? ""));
  const rest = new URLSearchParams(given.filter((one) => !names.includes(one)).map((one) => [one, values[one] ?? ""]));
  return `#/${path}${rest.size > 0 ? `?${rest}` : ""}`;
}

/** Rooms of the operator's staff, who sign in at the platform by a passkey of its own. */
export function isConsoleRoom(room: Room): boolean {
  return room === "console" || room === "console-join";
}

export function isPracticeRoom(room: Room): boolean {
  return practiceRooms.has(room);
}

/** Rooms that show something sealed, so that keys must be open first. */
export function isPrivateRoom(room: Room): boolean {
  return privateRooms.has(room);
}

/** Of two patterns for one room, the one that takes the most of what is given. */
function fullest(names: string[], room: Room, given: string[]): boolean {
  return !table.some(([, other, ...more]) => other === room && more.length > names.length && more.every((one) => given.includes(one)));
}

function match(pattern: string, parts: string[]): string[] | undefined {
  const wanted = pattern === "" ? [] : pattern.split("/");
  if (wanted.length !== parts.length) return undefined;
  const values: string[] = [];
  for (const [index, piece] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (piece === "{}") values.push(safeDecode(part));
    else if (piece !== part) return undefined;
  }
  return values;
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
