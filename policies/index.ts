import type { AnyRule } from '../src/engine/rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { duplicateEnvVar } from './duplicate-env-var.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { noLatestTag } from './no-latest-tag.ts';
import { noPrivileged } from './no-privileged.ts';
import { noSecretInEnvLiteral } from './no-secret-in-env-literal.ts';
import { noSharedDbSecret } from './no-shared-db-secret.ts';
import { requireCpuRequest } from './require-cpu-request.ts';
import { requireLivenessProbe } from './require-liveness-probe.ts';
import { requireMemoryLimit } from './require-memory-limit.ts';
import { requireMemoryRequest } from './require-memory-request.ts';
import { requireReadinessProbe } from './require-readiness-probe.ts';
import { saneQuantityUnits } from './sane-quantity-units.ts';
import { uniqueObject } from './unique-object.ts';

/** Every rule that Lintel brings, by id. */
export const rules: readonly AnyRule[] = [
  allowedRegistries,
  duplicateEnvVar,
  imagePullPolicy,
  noLatestTag,
  noPrivileged,
  noSecretInEnvLiteral,
  noSharedDbSecret,
  requireCpuRequest,
  requireLivenessProbe,
  requireMemoryLimit,
  requireMemoryRequest,
  requireReadinessProbe,
  saneQuantityUnits,
  uniqueObject,
];
