import type { Fact } from '../../src/engine/fact.ts';
import { asList, asObject, asString, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import { serviceHost } from '../../src/kube/database-hosts.ts';
import { isPortNumber } from '../../src/kube/network-ports.ts';

/** What is kept of a Service: where its traffic goes. */
export type ServiceFact = {
  readonly namespace: string;
  readonly name: string;
  /** Of type ExternalName: the name that it stands for. */
  readonly externalName?: string;
  /** Absent: its endpoints are someone else's to keep. */
  readonly selector?: JsonObject;
  /** DNS answers with the pods themselves, so that no port is translated. */
  readonly headless: boolean;
  readonly ports: readonly ServicePort[];
};

export type ServicePort = { readonly port: number; readonly target: number | string; readonly protocol: string };

/** Services by their host in the cluster's DNS: `orders.shop.svc`. */
export const services: Fact<ServiceFact> = {
  id: 'services',
  kinds: [{ group: '', kind: 'Service' }],
  *extract({ resource, namespace = 'default', name }) {
    const spec = asObject(resource['spec']);
    const selector = asObject(member(spec, 'selector'));
    const isExternal = member(spec, 'type') === 'ExternalName';
    const value: ServiceFact = {
      namespace,
      name,
      ...(isExternal && { externalName: asString(member(spec, 'externalName')) ?? '' }),
      ...(!isExternal && Object.keys(selector).length > 0 && { selector }),
      headless: member(spec, 'clusterIP') === 'None',
      ports: asList(member(spec, 'ports')).flatMap(portIn),
    };
    yield { key: serviceHost(namespace, name.toLowerCase()), value };
  },
};

/** Without targetPort, the port itself (core/v1 ServicePort). */
function portIn(item: Json): readonly ServicePort[] {
  const port = member(item, 'port');
  const written = member(item, 'targetPort');
  const target = isPortNumber(written) || (typeof written === 'string' && written !== '') ? written : port;
  if (!isPortNumber(port) || (typeof target !== 'string' && !isPortNumber(target))) return [];
  return [{ port, target, protocol: asString(member(item, 'protocol')) ?? 'TCP' }];
}
