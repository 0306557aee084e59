/** Steps of the console's staff: a statement, and the passkey that signs its hash (SPEC 11). The platform is the relying party. */
import { askConsole } from "../../api/console";
import { ApiError } from "../../api/errors";
import { installation } from "../../api/installation";
import { officerChallenge } from "../../protocol/acts";
import { b64, type Bytes, canonical, fromB64, hex } from "../../protocol/encoding";
import { hash, random } from "../../protocol/primitives";

const nothing = "0".repeat(64);
const patience = 240_000;
const algorithms = [-8, -7, -257];

type Step = "sign_in" | "approve" | "enrol";

interface Statement {
  body: Bytes;
  challenge: Bytes;
}

/** The body of a step by a passkey that is known. */
export async function step(name: Step, what = nothing): Promise<object> {
  const { body, challenge } = await statementOf(name, what);
  const options: PublicKeyCredentialRequestOptions = { challenge, rpId: await party(), userVerification: "required", timeout: patience };
  const credential = await touched(() => navigator.credentials.get({ publicKey: options }));
  const { authenticatorData, clientDataJSON, signature } = credential.response as AuthenticatorAssertionResponse;
  return {
    statement: b64(body),
    assertion: { credential: of(credential.rawId), authenticator_data: of(authenticatorData), client_data: of(clientDataJSON), signature: of(signature) },
  };
}

/** The body of an enrolment: a passkey made for the invitation with this secret. */
export async function enrolment(secret: string, name: string, label: string): Promise<object> {
  const { body, challenge } = await statementOf("enrol", hex(hash("officer-invitation", fromB64(secret))));
  const options: PublicKeyCredentialCreationOptions = {
    challenge,
    rp: { id: await party(), name: "Serment" },
    user: { id: random(16), name, displayName: name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    timeout: patience,
  };
  const credential = await touched(() => navigator.credentials.create({ publicKey: options }));
  const { attestationObject, clientDataJSON } = credential.response as AuthenticatorAttestationResponse;
  const attestation = { credential: of(credential.rawId), client_data: of(clientDataJSON), attestation: of(attestationObject) };
  return { invitation: secret, label, statement: b64(body), attestation };
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
