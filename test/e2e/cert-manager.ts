import { expect } from 'vitest';
import { pairIn, type KeptPair } from '../../src/cluster/tls-secret.ts';
import { asList, asString, member, valueAt, type Json } from '../../src/engine/json.ts';
import type { CertManager } from '../parts/cert-manager.ts';
import type { Ground } from './ground.ts';
import { kubectlFor } from './kubectl.ts';
import { startPart } from './part.ts';
import { until } from './until.ts';

/** cert-manager at work on a control plane. */
export interface RunningCertManager {
  /** Until an object says that it is ready. */
  untilReady(plural: 'issuers' | 'certificates', namespace: string, name: string): Promise<void>;
  /** What it keeps in the Secret of a Certificate. */
  pairOf(namespace: string, certificate: string): Promise<KeptPair>;
  /** Has a Certificate issued anew, as `cmctl renew` does. */
  reissue(namespace: string, certificate: string): Promise<KeptPair>;
  /** Takes back what a namespace asked of it; the Secrets stay. */
  forget(namespace: string): Promise<void>;
  /** With all that it was asked for. */
  stop(): Promise<void>;
}

/** Installs its definitions, and starts its controllers. */
export async function startCertManager(ground: Ground, { file, definitions }: CertManager): Promise<RunningCertManager> {
  const { plane, admin } = ground;
  const kubectl = kubectlFor(plane, 'admin');
  expect(await kubectl(`create -f ${definitions}`)).toMatchObject({ code: 0 });
  for (const plural of ['issuers', 'certificates', 'certificaterequests'])
    await until(`${plural} are served`, async () => (await admin.get(`${API}/${plural}`)).status === 200);
  const part = await startPart('cert-manager', file, ['--kubeconfig', plane.kubeconfigs.admin]);
  const said = async <T>(what: string, ask: () => Promise<T | false>): Promise<T> => {
    return await until(what, ask).catch((error: unknown) => {
      throw new Error(`cert-manager said:\n${part.output().slice(-TOLD)}`, { cause: error });
    });
  };
  const pairOf = async (namespace: string, certificate: string): Promise<KeptPair> => {
    const secret = asString(valueAt(await ground.stored(pathOf('certificates', namespace, certificate)), ['spec', 'secretName']));
    const pair = pairIn(await ground.stored(`/api/v1/namespaces/${namespace}/secrets/${secret}`));
    if (pair === undefined) throw new Error(`Secret ${secret} is not whole`);
    return pair;
  };
  return {
    pairOf,
    async untilReady(plural, namespace, name) {
      await said(`${plural} ${name} is ready`, async () => isReady(await ground.stored(pathOf(plural, namespace, name))));
    },
    async reissue(namespace, certificate) {
      const before = await pairOf(namespace, certificate);
      const path = pathOf('certificates', namespace, certificate);
      const conditions = [...conditionsOf(await ground.stored(path)), { ...ISSUING, lastTransitionTime: new Date().toISOString() }];
      expect(await admin.patch(`${path}/status`, { status: { conditions } })).toMatchObject({ status: 200 });
      return await said(`${certificate} is issued anew`, async () => {
        const pair = await pairOf(namespace, certificate);
        return pair.cert !== before.cert && isReady(await ground.stored(path)) && pair;
      });
    },
    async forget(namespace) {
      expect(await kubectl(`delete certificates,issuers --all -n ${namespace}`)).toMatchObject({ code: 0 });
    },
    async stop() {
      await part.stop();
      await kubectl(`delete -f ${definitions}`);
    },
  };
}

function isReady(object: Json): boolean {
  return conditionsOf(object).some((condition) => member(condition, 'type') === 'Ready' && member(condition, 'status') === 'True');
}

function conditionsOf(object: Json): readonly Json[] {
  return asList(valueAt(object, ['status', 'conditions']));
}

function pathOf(plural: string, namespace: string, name: string): string {
  return `${API}/namespaces/${namespace}/${plural}/${name}`;
}

const API = '/apis/cert-manager.io/v1';
const ISSUING = { type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'The test wants another.' };
/** Characters. */
const TOLD = 4000;
