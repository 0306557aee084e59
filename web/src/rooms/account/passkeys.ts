/**
 * Passkeys, for their PRF alone (SPEC 3): made and asked on the page, because a worker has no credentials. What they give goes
 * to the worker at once and is wiped here; no server verifies anything, so challenges and handles are drawn and forgotten.
 */
import { type Bytes, fromB64 } from "../../protocol/encoding";
import { passkeyInput } from "../../protocol/passkey";
import { DoorError } from "../../worker/door-types";

export interface Passkey {
  credential: Bytes;
  output: Bytes;
}

/** What the passkey manager of the device shows. It may be somebody else's server, so it names no person. */
export interface Labels {
  installation: string;
  account: string;
}

const verified = "required" as const;
const minutes = 2;
const extensions = { prf: { eval: { first: passkeyInput } } };

/** An address in numbers can be no relying party. */
export function canUsePasskeys(host: string = location.hostname): boolean {
  return "PublicKeyCredential" in globalThis && !/^[\d.]+$|^\[/.test(host);
}

/** Makes a passkey and tries it: it is believed only after its PRF has answered. `known` are those that are ways in already. */
export async function makePasskey({ installation, account }: Labels, known: readonly string[]): Promise<Passkey> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { id: location.hostname, name: installation },
        user: { id: drawn(), name: account, displayName: account },
        challenge: drawn(),
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: verified },
        excludeCredentials: known.map((id) => ({ type: "public-key", id: fromB64(id) })),
        attestation: "none",
        timeout: minutes * 60_000,
        extensions: { prf: {} },
      },
    }),
  );
  const credential = new Uint8Array(made.rawId);
  if (made.getClientExtensionResults().prf?.enabled === false) {
    forgetPasskey(made.id);
    throw new DoorError("passkey_without_prf");
  }
  try {
    return await ask([credential]);
  } catch (error) {
    forgetPasskey(made.id);
    throw error;
  }
}

/** Whichever passkey of this app the person chooses. */
export function askPasskey(): Promise<Passkey> {
  return ask([]);
}

async function ask(allowed: readonly Bytes[]): Promise<Passkey> {
  const found = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge: drawn(),
        userVerification: verified,
        allowCredentials: allowed.map((id) => ({ type: "public-key", id })),
        timeout: minutes * 60_000,
        extensions,
      },
    }),
  );
  const first = found.getClientExtensionResults().prf?.results?.first;
  if (!(first instanceof ArrayBuffer) || first.byteLength !== 32) throw new DoorError("passkey_without_prf");
  return { credential: new Uint8Array(found.rawId), output: new Uint8Array(first) };
}

/** A person who closed the browser's dialog and a device that has no such passkey are told apart by nobody but the browser. */
async function asked(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await work();
    if (found !== null) return found as PublicKeyCredential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new DoorError("passkey_known");
    if (!(error instanceof DOMException)) throw error;
  }
  throw new DoorError("passkey_not_shown");
}

function drawn(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}

interface Manager {
  signalUnknownCredential?(of: { rpId: string; credentialId: string }): Promise<void>;
}

/** Tells the device's manager that this passkey opens nothing any more; browsers that cannot are left alone. */
export function forgetPasskey(id: string): void {
  const manager = (globalThis as { PublicKeyCredential?: Manager }).PublicKeyCredential;
  void manager?.signalUnknownCredential?.({ rpId: location.hostname, credentialId: id }).catch(() => undefined);
}
