import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import {
  effectiveResources,
  limitRangerResources,
  type ContainerRequirements,
  type PodRequirements,
} from '../../src/kube/effective-resources.ts';

const ONE = 1_000_000_000n;
const NOTHING = { requests: {}, limits: {} };

function pod(containers: readonly ContainerRequirements[], more: Partial<PodRequirements> = {}): PodRequirements {
  return { containers, own: NOTHING, overhead: {}, ...more };
}

function container(role: ContainerRequirements['role'], requests: JsonObject, limits: JsonObject = {}): ContainerRequirements {
  return { name: 'c', role, requests, limits };
}

describe('effectiveResources', () => {
  const app = container('regular', { cpu: 2, memory: '1Gi' }, { cpu: 4 });
  test.each<[string, PodRequirements, 'requests' | 'limits', Readonly<Record<string, bigint>>]>([
    ['nothing', pod([]), 'requests', {}],
    ['regular ones together', pod([app, app]), 'requests', { cpu: 4n * ONE, memory: 2n * 1024n ** 3n * ONE }],
    ['an init container that asks for less', pod([app, container('init', { cpu: 1 })]), 'limits', { cpu: 4n * ONE }],
    [
      'an init container that asks for more',
      pod([container('regular', { cpu: 2 }), container('init', { cpu: 3 })]),
      'requests',
      { cpu: 3n * ONE },
    ],
    [
      'an init container before a sidecar',
      pod([container('regular', { cpu: 1 }), container('init', { cpu: 3 }), container('sidecar', { cpu: 1 })]),
      'requests',
      { cpu: 3n * ONE },
    ],
    [
      'an init container after a sidecar',
      pod([container('regular', { cpu: 1 }), container('sidecar', { cpu: 1 }), container('init', { cpu: 3 })]),
      'requests',
      { cpu: 4n * ONE },
    ],
    [
      'overhead on requests',
      pod([app], { overhead: { cpu: 1, 'example.com/x': 1 } }),
      'requests',
      { cpu: 3n * ONE, memory: 1024n ** 3n * ONE, 'example.com/x': ONE },
    ],
    ['overhead on limits that there are', pod([app], { overhead: { cpu: 1, memory: 1 } }), 'limits', { cpu: 5n * ONE }],
    ['overhead on a limit of zero', pod([container('regular', {}, { cpu: 0 })], { overhead: { cpu: 1 } }), 'limits', { cpu: 0n }],
    [
      'the pod instead of its containers, and overhead',
      pod([app], { own: { requests: { cpu: 1, 'hugepages-2Mi': 1, 'example.com/x': 1 }, limits: {} }, overhead: { cpu: 1 } }),
      'requests',
      { cpu: 2n * ONE, memory: 1024n ** 3n * ONE, 'hugepages-2Mi': ONE },
    ],
    ['what is no amount', pod([container('regular', { cpu: '1 Gi', memory: -1, 'example.com/x': [] })]), 'requests', {}],
  ])('counts %s', (_what, requirements, list, amounts) => {
    expect(Object.fromEntries(effectiveResources(requirements, list))).toEqual(amounts);
  });

  test('is the most of a pod that is played through, moment by moment', () => {
    const role = fc.constantFrom('init' as const, 'sidecar' as const);
    const amount = fc.nat({ max: 50 });
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 4 }), fc.array(fc.tuple(role, amount), { maxLength: 6 }), (regular, starting) => {
        const containers = [
          ...regular.map((cpu) => container('regular', { cpu })),
          ...starting.map(([one, cpu]) => container(one, { cpu })),
        ];
        const counted = effectiveResources(pod(containers), 'requests').get('cpu') ?? 0n;
        expect(counted).toBe(BigInt(playedThrough(regular, starting)) * ONE);
      }),
    );
  });
});

/** Starts one container after the other, and looks at what runs. */
function playedThrough(regular: readonly number[], starting: readonly (readonly ['init' | 'sidecar', number])[]): number {
  const running: number[] = [];
  let most = 0;
  const total = (): number => running.reduce((sum, cpu) => sum + cpu, 0);
  for (const [role, cpu] of starting) {
    running.push(cpu);
    most = Math.max(most, total());
    if (role === 'init') running.pop();
  }
  running.push(...regular);
  return Math.max(most, total());
}

test('limitRangerResources knows no overhead, and only cpu and memory of the pod', () => {
  const own = { requests: { cpu: 1, 'hugepages-2Mi': 5 }, limits: {} };
  const requirements = pod([container('regular', { cpu: 2, 'hugepages-2Mi': 1 })], { own, overhead: { cpu: 1 } });
  expect(Object.fromEntries(limitRangerResources(requirements, 'requests'))).toEqual({ cpu: ONE, 'hugepages-2Mi': ONE });
});
