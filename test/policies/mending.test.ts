import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import { mended } from './judge.ts';
import { pod } from './table.ts';

const env = (...items: readonly JsonObject[]) => pod({ env: items });
const image = (reference: string, policy?: string) => pod({ image: reference, ...(policy !== undefined && { imagePullPolicy: policy }) });

describe('mending', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject?]>([
    ['no-privileged', pod({ securityContext: { privileged: true } }), pod({ securityContext: { privileged: false } })],
    [
      'no-host-network',
      pod({ ports: [{ containerPort: 1 }, { containerPort: 2, hostPort: 2 }, { hostPort: 3 }] }, { hostNetwork: true }),
      pod({ ports: [{ containerPort: 1 }, { containerPort: 2 }, { hostPort: 3 }] }),
    ],
    [
      'no-host-pid',
      pod({ ports: [{ containerPort: 2, hostPort: 2 }] }, { hostPID: true }),
      pod({ ports: [{ containerPort: 2, hostPort: 2 }] }),
    ],
    ['image-pull-policy', image('nginx', 'Never'), image('nginx', 'Always')],
    ['duplicate-env-var', env({ name: 'A' }, { name: 'B' }, { name: 'A' }, { name: 'A' }), env({ name: 'A' }, { name: 'B' })],
    [
      'duplicate-env-var',
      env({ name: 'A', value: '$(B)' }, { name: 'B' }, { name: 'A', value: '$(B)' }),
      env({ name: 'A', value: '$(B)' }, { name: 'B' }, { name: 'A', value: '$(B)' }),
    ],
    ['sane-quantity-units', pod({ resources: { limits: { memory: '512m' } } }), pod({ resources: { limits: { memory: '512Mi' } } })],
    [
      'sane-quantity-units',
      pod({ resources: { requests: { cpu: '500Mi', memory: '64m' }, limits: { memory: '64m' } } }),
      pod({ resources: { requests: { cpu: '500m', memory: '64Mi' }, limits: { memory: '64Mi' } } }),
    ],
    [
      'sane-quantity-units',
      pod({ resources: { requests: { cpu: '2Gi', memory: '512' } } }),
      pod({ resources: { requests: { cpu: '2Gi', memory: '512' } } }),
    ],
    ['require-cpu-request', pod({}), pod({}), {}],
    ['require-cpu-request', pod({}), pod({ resources: { requests: { cpu: '100m' } } }), { fixWith: '100m' }],
    ['require-liveness-probe', pod({}), pod({ livenessProbe: { httpGet: { port: 1 } } }), { fixWith: { httpGet: { port: 1 } } }],
  ])('%s', (rule, before, after, parameters) => {
    expect(mended(before, rule, parameters)).toEqual({ apiVersion: 'v1', kind: 'Pod', ...after });
  });
});
