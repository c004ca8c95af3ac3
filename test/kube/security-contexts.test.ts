import { describe, expect, test } from 'vitest';
import { toPointer, type JsonObject } from '../../src/engine/json.ts';
import {
  addedCapability,
  capabilitiesOf,
  droppedCapability,
  effective,
  effectiveValue,
  hasOwnUsers,
  isWindowsPod,
  podSecurityContext,
  saidByContainers,
} from '../../src/kube/security-contexts.ts';
import { allContainers } from '../../src/kube/workloads.ts';
import { deploymentOf, podOf, subjectOf } from './subject.ts';

const USER = ['runAsUser'];
const POD = '/spec/securityContext/runAsUser';
const own = (runAsUser: number | null) => ({ name: 'own', securityContext: { runAsUser } });
const at = (index: number, list = 'containers') => `/spec/${list}/${index}/securityContext/runAsUser`;

describe('what decides', () => {
  test.each<[what: string, spec: JsonObject, inherited: readonly string[], always?: readonly string[]]>([
    ['neither says anything', { containers: [{ name: 'a' }] }, [`Container "a" ${at(0)}`]],
    ['the pod alone', { securityContext: { runAsUser: 1 }, containers: [{ name: 'a' }, { name: 'b' }] }, [`The pod ${POD} 1`]],
    ['the container alone', { containers: [own(2), { name: 'a' }] }, [`Container "own" ${at(0)} 2`, `Container "a" ${at(1)}`]],
    [
      'both, one inherits',
      { securityContext: { runAsUser: 1 }, containers: [own(2)], initContainers: [{ name: 'i' }] },
      [`The pod ${POD} 1`, `Container "own" ${at(0)} 2`],
    ],
    [
      'every container overrides',
      { securityContext: { runAsUser: 1 }, containers: [own(2)] },
      [`Container "own" ${at(0)} 2`],
      [`The pod ${POD} 1`, `Container "own" ${at(0)} 2`],
    ],
    ['a null is nothing', { securityContext: { runAsUser: null }, containers: [own(null)] }, [`Container "own" ${at(0)}`]],
    ['a null overrides nothing', { securityContext: { runAsUser: 0 }, containers: [own(null)] }, [`The pod ${POD} 0`]],
    [
      'ephemeral containers too',
      { securityContext: { runAsUser: 1 }, containers: [own(2)], ephemeralContainers: [{}] },
      [`The pod ${POD} 1`, `Container "own" ${at(0)} 2`],
    ],
    ['no container inherits where there is none', { securityContext: { runAsUser: 1 } }, [], [`The pod ${POD} 1`]],
    ['odd shapes', { securityContext: [], containers: [{ name: 'a', securityContext: 'x' }] }, [`Container "a" ${at(0)}`]],
  ])('%s', (_what, spec, inherited, always = inherited) => {
    const subject = podOf(spec);
    const told = (level?: 'always') =>
      effective(subject, USER, level).map(
        ({ by, path, value }) => `${by} ${toPointer(path)}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`,
      );
    expect(told()).toEqual(inherited);
    expect(told('always')).toEqual(always);
  });

  test('in a template, of a nested field, and for whom', () => {
    const [container] = [{ name: 'a', securityContext: { windowsOptions: { hostProcess: true } } }];
    const subject = deploymentOf({ containers: [container] });
    expect(effective(subject, ['windowsOptions', 'hostProcess'])).toEqual([
      {
        value: true,
        path: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'windowsOptions', 'hostProcess'],
        by: 'Container "a"',
        owner: { container },
      },
    ]);
  });

  test.each<[what: string, spec: JsonObject, owner: unknown]>([
    [
      'the only one that inherits',
      { securityContext: { runAsUser: 1 }, containers: [own(2), { name: 'a' }] },
      { container: { name: 'a' } },
    ],
    ['nobody, where several do', { securityContext: { runAsUser: 1 }, containers: [{ name: 'a' }, { name: 'b' }] }, {}],
    ['nobody, where none does', { securityContext: { runAsUser: 1 }, containers: [own(2)] }, {}],
  ])("whose the pod's value is: %s", (_what, spec, owner) => {
    expect(effective(podOf(spec), USER, 'always')[0]).toEqual({
      value: 1,
      path: ['spec', 'securityContext', 'runAsUser'],
      by: 'The pod',
      owner,
    });
  });

  test('nothing where there are no pods', () => {
    const subject = subjectOf('v1', 'ConfigMap', { spec: { securityContext: { runAsUser: 0 } } });
    expect(effective(subject, USER, 'always')).toEqual([]);
    expect(saidByContainers(subject, USER)).toEqual([]);
    expect(podSecurityContext(subject)).toBeUndefined();
  });

  test('the value that a container runs with', () => {
    const subject = podOf({ securityContext: { runAsUser: 1 }, containers: [own(2), own(null), {}] });
    expect(allContainers(subject).map(({ container }) => effectiveValue(subject, container, USER))).toEqual([2, 1, 1]);
    expect(effectiveValue(podOf({}), undefined, USER)).toBeUndefined();
  });
});

test('pods of Windows, and pods with users of their own', () => {
  expect([{ os: { name: 'windows' } }, { os: { name: 'linux' } }, { os: 'windows' }, {}].map((spec) => isWindowsPod(podOf(spec)))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([{ hostUsers: false }, { hostUsers: true }, {}].map((spec) => hasOwnUsers(podOf(spec)))).toEqual([true, false, false]);
});

test('capabilities, as the runtimes read them', () => {
  expect(['NET_RAW', 'cap_net_raw', 'Cap_Net_Raw', 'CAPITAL'].map(addedCapability)).toEqual(['NET_RAW', 'NET_RAW', 'NET_RAW', 'CAPITAL']);
  expect(['all', 'ALL', 'CAP_ALL', 'cap_all', 'CAPITAL'].map(droppedCapability)).toEqual(['ALL', 'ALL', undefined, undefined, 'CAPITAL']);
  const [container] = allContainers(podOf({ containers: [{ securityContext: { capabilities: { add: ['A', 7], drop: 'x' } } }] }));
  expect(container && capabilitiesOf(container, 'add')).toEqual([
    { name: 'A', path: ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 0] },
    { name: '', path: ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 1] },
  ]);
  expect(container && capabilitiesOf(container, 'drop')).toEqual([]);
});
