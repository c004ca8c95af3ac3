import type { JsonObject } from '../engine/json.ts';

/** What the key `images` of the settings may hold. */
export function imagesSchema(): JsonObject {
  return map('key of images', 'What images have to prove, and whom to believe.', {
    trustedRoot: text('A trusted_root.json, relative to this file: whom to believe. Default: the public Sigstore instance.'),
    tuf: {
      ...map('key of tuf', 'Where the webhook gets a newer trusted root from, beside what it does.', {
        mirror: text('The address of a TUF repository that holds a trusted_root.json, such as https://tuf.internal.'),
        root: text("TUF's root.json, relative to this file: by whom the repository has to be signed."),
      }),
      required: ['mirror', 'root'],
    },
    registries: list('What is special about registries.', {
      ...map('key of a registry', 'A registry.', {
        host: { type: 'string', pattern: HOST, description: 'With its port, such as registry.internal:5000.' },
        plainHttp: flag('Whether it is spoken to without TLS.', false),
      }),
      required: ['host'],
    }),
    pullSecrets: flag(
      'Whether the webhook reads the pull secrets that pods and their accounts name; it has to be let read Secrets then.',
      false,
    ),
    policies: list('An image has to satisfy every policy that matches it.', policy()),
  });
}

function policy(): JsonObject {
  return {
    ...map('key of an image policy', 'What some images have to prove.', {
      match: { ...refs('Images that it is for.'), minItems: 1 },
      except: refs('Images of these that it is not for.'),
      repository: {
        type: 'string',
        format: 'repository',
        description:
          'Where signatures and attestations lie, if not beside the image (COSIGN_REPOSITORY of cosign): registry.internal/signatures.',
      },
      signatures: {
        ...map('key of signatures', 'Who has to have signed.', {
          ...quorum(),
          annotations: {
            type: 'object',
            additionalProperties: { type: 'string' },
            description: 'Signed annotations that have to be there.',
          },
        }),
        required: ['by'],
      },
      attestations: list('Statements that have to be there.', attestation()),
      pin: flag('Whether images have to be named by the digest that was verified.', true),
      unreachable: {
        type: 'string',
        enum: ['deny', 'warn', 'audit'],
        title: 'enforcement',
        description: 'What holds where a registry does not answer.',
      },
    }),
    required: ['match'],
  };
}

function attestation(): JsonObject {
  return {
    ...map('key of an attestation', 'A signed statement about the image.', {
      type: text('Its predicate type, such as https://slsa.dev/provenance/v1.'),
      ...quorum(),
      maxAge: { type: 'string', format: 'duration', description: 'How long ago it may have been signed.' },
      conditions: list('What its predicate has to be like.', condition()),
    }),
    required: ['type'],
  };
}

function quorum(): JsonObject {
  return {
    count: { type: 'integer', minimum: 1, default: 1, description: 'How many distinct signers.' },
    by: { ...list('Who may sign.', authority()), minItems: 1 },
  };
}

function authority(): JsonObject {
  return {
    ...map('key of a signer', 'A key, or whom a certificate names.', {
      key: text(
        'A public key in PEM, a file with one, relative to this file, or k8s://namespace/name: a Secret that cosign made, which the webhook reads.',
      ),
      copy: text('Of a key in a Secret, a copy of its public half, for lint and fix: PEM or a file.'),
      issuer: text('The OIDC provider, exactly.'),
      issuerPattern: pattern('The OIDC provider.'),
      subject: text('Whom the certificate names, exactly.'),
      subjectPattern: pattern('Whom the certificate names.'),
      extensions: map(
        'key of extensions',
        "What Fulcio's extensions have to say, exactly.",
        Object.fromEntries(EXTENSION_NAMES.map((name) => [name, { type: 'string', minLength: 1 }])),
      ),
      log: flag('Whether a transparency log has to hold the signature.', true),
      certificateLog: flag('Whether certificate logs have to vouch for the certificate.', true),
    }),
  };
}

function condition(): JsonObject {
  const kinds = {
    equals: {},
    matches: pattern('What it has to match.'),
    in: { type: 'array' },
    notIn: { type: 'array' },
    atMost: { type: 'number' },
    maxAge: { type: 'string', format: 'duration', description: 'How long ago the time there may be.' },
  };
  return {
    ...map('key of a condition', 'What has to hold of the value at a place of the predicate.', {
      at: { type: 'string', format: 'pointer', description: 'A JSON Pointer; * stands for every item of a list.' },
      ...kinds,
    }),
    required: ['at'],
  };
}

function map(title: string, description: string, properties: JsonObject): JsonObject {
  return { type: 'object', title, description, properties, additionalProperties: false };
}

function list(description: string, items: JsonObject): JsonObject {
  return { type: 'array', description, items };
}

function refs(description: string): JsonObject {
  return list(description, { type: 'string', format: 'ref', description: 'With its registry, such as docker.io/library/nginx.' });
}

function text(description: string): JsonObject {
  return { type: 'string', minLength: 1, description };
}

function pattern(description: string): JsonObject {
  return { type: 'string', format: 'pattern', minLength: 1, description: `${description} RE2, anchored at both ends.` };
}

function flag(description: string, fallback: boolean): JsonObject {
  return { type: 'boolean', default: fallback, description };
}

const HOST = '^[A-Za-z0-9.-]+(:[0-9]+)?$';

/** As the verifier knows them: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
export const EXTENSION_NAMES = [
  'githubWorkflowTrigger',
  'githubWorkflowSha',
  'githubWorkflowName',
  'githubWorkflowRepository',
  'githubWorkflowRef',
  'buildSignerUri',
  'buildSignerDigest',
  'runnerEnvironment',
  'sourceRepositoryUri',
  'sourceRepositoryDigest',
  'sourceRepositoryRef',
  'sourceRepositoryIdentifier',
  'sourceRepositoryOwnerUri',
  'sourceRepositoryOwnerIdentifier',
  'buildConfigUri',
  'buildConfigDigest',
  'buildTrigger',
  'runInvocationUri',
  'sourceRepositoryVisibilityAtSigning',
] as const;
