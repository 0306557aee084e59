/** Steps of the console's staff: a statement, and the passkey that signs its hash (SPEC 11). The platform is the relying party. */
import { askConsole, type Me } from "../../api/console";
import { ApiError } from "../../api/errors";
import { installation } from "../../api/installation";
import { officerChallenge } from "../../protocol/acts";
import { b64, type Bytes, canonical, fromB64, fromHex, hex } from "../../protocol/encoding";
import { hash, random } from "../../protocol/primitives";

const nothing = "0".repeat(64);
const patience = 240_000;
const algorithms = [-8, -7, -257];

type Step = "sign_in" | "approve" | "enrol" | "add_passkey" | "remove_passkey";

interface Statement {
  body: Bytes;
  challenge: Bytes;
}

/** The body of a step by a passkey that is known: any, or one of these. */
export async function step(name: Step, what = nothing, known: readonly string[] = []): Promise<object> {
  const { body, challenge } = await statementOf(name, what);
  const allowCredentials = known.map((id) => ({ type: "public-key" as const, id: fromB64(id) }));
  const options: PublicKeyCredentialRequestOptions = { challenge, rpId: await party(), userVerification: "required", timeout: patience, allowCredentials };
  const credential = await touched(() => navigator.credentials.get({ publicKey: options }));
  const { authenticatorData, clientDataJSON, signature } = credential.response as AuthenticatorAssertionResponse;
  return {
    statement: b64(body),
    assertion: { credential: of(credential.rawId), authenticator_data: of(authenticatorData), client_data: of(clientDataJSON), signature: of(signature) },
  };
}

/** The body of an enrolment: a passkey made for the invitation with this secret. */
export async function enrolment(secret: string, name: string, label: string): Promise<object> {
  const made = await makePasskey(hex(hash("officer-invitation", fromB64(secret))), name, []);
  return { invitation: secret, label, ...made };
}

/** The body of one more passkey of somebody, which one that is known vouches for. */
export async function anotherPasskey({ staff, name, passkeys }: Pick<Me, "staff" | "name" | "passkeys">, label: string): Promise<object> {
  const known = passkeys.map(({ credential }) => credential);
  const made = await makePasskey(hex(hash("officer", fromHex(staff))), name, known);
  return { label, ...made, step: await step("add_passkey", hex(hash("passkey", fromB64(made.attestation.credential))), known) };
}

/** The body by which somebody forgets a passkey of their own. */
export async function withoutPasskey(credential: string): Promise<object> {
  return { credential, step: await step("remove_passkey", hex(hash("passkey", fromB64(credential)))) };
}

async function makePasskey(what: string, name: string, known: readonly string[]): Promise<{ statement: string; attestation: { credential: string; client_data: string; attestation: string } }> {
  const { body, challenge } = await statementOf("enrol", what);
  const options: PublicKeyCredentialCreationOptions = {
    challenge,
    rp: { id: await party(), name: "Serment" },
    user: { id: random(16), name, displayName: name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: known.map((id) => ({ type: "public-key", id: fromB64(id) })),
    timeout: patience,
  };
  const credential = await touched(() => navigator.credentials.create({ publicKey: options }));
  const { attestationObject, clientDataJSON } = credential.response as AuthenticatorAttestationResponse;
  return { statement: b64(body), attestation: { credential: of(credential.rawId), client_data: of(clientDataJSON), attestation: of(attestationObject) } };
}

async function statementOf(name: Step, what: string): Promise<Statement> {
  const { nonce, time } = await askConsole<{ nonce: string; time: string }>("/staff/challenges", { method: "POST", body: {} });
  const said = { v: 1, type: "officer_step", step: name, what, nonce, time } as const;
  return { body: canonical(said), challenge: officerChallenge(said) };
}

async function party(): Promise<string> {
  return new URL((await installation()).platform.url).hostname;
}

async function touched(ceremony: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ceremony();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    // A browser that knows no related origins cannot use the passkeys of another address than the page's.
    if (error instanceof DOMException && error.name === "SecurityError") throw new ApiError("console_browser");
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new ApiError("staff_passkey_taken");
  }
  throw new ApiError("console_no_passkey");
}

function of(buffer: ArrayBuffer): string {
  return b64(new Uint8Array(buffer));
}
