import type { Rule } from '../src/engine/rule.ts';
import { hostNamespace } from './shared/host-namespaces.ts';
import type { PssParams } from './shared/pod-security.ts';

export const noHostNetwork: Rule<'shared', PssParams> = {
  id: 'no-host-network',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Pods do not use the network of their node.',
  why: 'On the network of the node no NetworkPolicy holds, what listens on the loopback of the node (the kubelet, a metadata proxy) can be reached, traffic of other pods can be listened to, and every port that is taken is one of the node.',
  whenNot: 'Network plugins, node agents and ingress that must bind to the node; exempt them by namespace and name.',
  messages: { shared: 'The pod uses the network of its node.' },
  ...hostNamespace('hostNetwork'),
};
