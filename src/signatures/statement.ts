import { accepted, rejected, type Result } from './outcome.ts';
import { field, parseStrict, type Json } from './strict-json.ts';

/** What a signed document says of an image. */
export type Claim =
  | {
      readonly is: 'signature';
      readonly annotations: Readonly<Record<string, string>>;
      /** The repository it was signed in; cosign does not check it. */ readonly repository?: string;
    }
  | { readonly is: 'attestation'; readonly predicateType: string; readonly predicate: Json };

/** What a simple-signing payload says, provided that it says it of this image. */
export function simpleSigningClaim(payload: Uint8Array, digest: string): Result<Claim> {
  const parsed = parseStrict(payload, 'the signed payload');
  if (!parsed.ok) return parsed;
  const type = field(parsed.value, 'critical', 'type');
  if (type !== SIMPLE_SIGNING_TYPE)
    return rejected('wrong-type', `the signed payload is of type ${shown(type)}, not "${SIMPLE_SIGNING_TYPE}"`);
  const signed = field(parsed.value, 'critical', 'image', 'docker-manifest-digest');
  if (signed !== digest) return rejected('digest-mismatch', `the signature is of ${shown(signed)}`);
  const repository = field(parsed.value, 'critical', 'identity', 'docker-reference');
  return accepted({
    is: 'signature',
    annotations: texts(field(parsed.value, 'optional')),
    ...(typeof repository === 'string' && { repository }),
  });
}

/** What an in-toto statement (v0.1 or v1) in a DSSE envelope says, provided that it says it of this image. */
export function statementClaim(payloadType: string, payload: Uint8Array, digest: string): Result<Claim> {
  if (payloadType !== PAYLOAD_TYPE) return rejected('wrong-type', `the envelope holds ${shown(payloadType)}, not "${PAYLOAD_TYPE}"`);
  const parsed = parseStrict(payload, 'the signed statement');
  if (!parsed.ok) return parsed;
  const type = field(parsed.value, '_type');
  if (typeof type !== 'string' || !STATEMENT_TYPES.has(type))
    return rejected('wrong-type', `the envelope holds ${shown(type)}, which is no in-toto statement`);
  const subject = subjectOf(parsed.value, digest);
  return subject === undefined
    ? rejected('digest-mismatch', `the statement is about ${described(parsed.value)}`)
    : predicateClaim(parsed.value, subject);
}

function predicateClaim(statement: Json, subject: Json): Result<Claim> {
  const predicateType = field(statement, 'predicateType');
  if (typeof predicateType !== 'string' || predicateType === '') return rejected('malformed', 'the statement names no predicateType');
  if (predicateType === SIGN_PREDICATE) return accepted({ is: 'signature', annotations: texts(field(subject, 'annotations')) });
  return accepted({ is: 'attestation', predicateType, predicate: field(statement, 'predicate') ?? null });
}

/** Digests are compared as text: one algorithm, all of its digits, lower case. */
function subjectOf(statement: Json, digest: string): Json | undefined {
  const [algorithm = '', hex = ''] = digest.split(':');
  const subjects = field(statement, 'subject');
  if (!Array.isArray(subjects)) return undefined;
  return subjects.find((subject: Json) => field(subject, 'digest', algorithm) === hex) as Json | undefined;
}

function described(statement: Json): string {
  const subjects = field(statement, 'subject');
  if (!Array.isArray(subjects) || subjects.length === 0) return 'nothing';
  const first = field(subjects[0] as Json, 'digest', 'sha256');
  const rest = subjects.length > 1 ? ` and ${subjects.length - 1} more` : '';
  return `${typeof first === 'string' ? shown(`sha256:${first}`) : 'an object without a sha256 digest'}${rest}`;
}

function texts(value: Json | undefined): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const SIMPLE_SIGNING_TYPE = 'cosign container image signature';
/** https://github.com/secure-systems-lab/dsse and https://github.com/in-toto/attestation */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPES: ReadonlySet<string> = new Set(['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1']);
/** What `cosign sign` states since cosign 3. */
const SIGN_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
const LONGEST_SHOWN = 120;
