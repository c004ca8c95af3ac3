import type { JsonObject } from '../../src/engine/json.ts';
import { check, pod } from './table.ts';

const AT = '/spec/containers/0';
const http = (handler: JsonObject, rest: JsonObject = {}) => ({ httpGet: handler, ...rest });
const both = (livenessProbe: JsonObject, readinessProbe: JsonObject, rest: JsonObject = {}) =>
  pod({ livenessProbe, readinessProbe, ...rest });
const SAME = [`identical ${AT}/livenessProbe`];

check('probes-not-identical', [
  ['a path without a slash', [both(http({ port: 1, path: 'x' }), http({ port: 1, path: '/x' }))], SAME],
  [
    'headers in another order',
    [
      both(
        http({ port: 1, httpHeaders: [{ name: 'A', value: '1' }, { name: 'b' }] }),
        http({ port: 1, httpHeaders: [{ name: 'B' }, { name: 'a', value: '1' }] }),
      ),
    ],
    SAME,
  ],
  ['a named port', [both(http({ port: 'x' }), http({ port: 1 }), { ports: [null, { name: 'x', containerPort: 1 }] })], SAME],
  ['an unknown name', [both(http({ port: 'x' }), http({ port: 1 }))], []],
  ['another host', [both(http({ port: 1, host: 'a' }), http({ port: 1 }))], []],
  ['an empty host', [both(http({ port: 1, host: '' }), http({ port: 1 }))], SAME],
  ['another scheme', [both(http({ port: 1, scheme: 'HTTPS' }), http({ port: 1 }))], []],
  ['zero means the default', [both(http({ port: 1 }, { periodSeconds: 0 }), http({ port: 1 }, { periodSeconds: 10 }))], SAME],
  ['as late', [both(http({ port: 1 }, { initialDelaySeconds: 10 }), http({ port: 1 }, { failureThreshold: 4 }))], SAME],
  ['a second later', [both(http({ port: 1 }, { initialDelaySeconds: 11 }), http({ port: 1 }, { failureThreshold: 4 }))], []],
  ['no numbers', [both(http({ port: 1 }, { periodSeconds: 'x' }), http({ port: 1 }))], []],
  ['other commands', [both({ exec: { command: ['a', 'b'] } }, { exec: { command: ['a b'] } })], []],
  ['other services', [both({ grpc: { port: 1, service: 'a' } }, { grpc: { port: 1 } })], []],
]);

check('probe-port-exposed', [
  ['no ports', [pod({ livenessProbe: http({ port: 80 }) })], [`number ${AT}/livenessProbe/httpGet/port`]],
  [
    'a number as a name',
    [pod({ livenessProbe: http({ port: '80' }), ports: [{ containerPort: 80 }] })],
    [`name ${AT}/livenessProbe/httpGet/port`],
  ],
  ['no port', [pod({ livenessProbe: http({}), readinessProbe: { tcpSocket: { port: null } } })], []],
  ['odd ports', [pod({ livenessProbe: { grpc: { port: 1 } }, ports: [null, 7, { containerPort: 1 }] })], []],
]);

check('probe-timing', [
  ['the default period', [pod({ livenessProbe: http({}, { timeoutSeconds: 11 }) })], [`timeout ${AT}/livenessProbe/timeoutSeconds`]],
  ['the default timeout', [pod({ livenessProbe: http({}, { periodSeconds: 1 }) })], []],
  ['zero means the default', [pod({ livenessProbe: http({}, { periodSeconds: 0, timeoutSeconds: 5 }) })], []],
  ['no numbers', [pod({ livenessProbe: http({}, { periodSeconds: 'x', timeoutSeconds: 50 }) })], []],
  [
    'defaults against bounds',
    [pod({ livenessProbe: http({}) })],
    [`below ${AT}/livenessProbe/periodSeconds`, `above ${AT}/livenessProbe/failureThreshold`],
    { bounds: { periodSeconds: { min: 11 }, failureThreshold: { max: 2 }, initialDelaySeconds: { max: 0 } } },
  ],
]);

const slow = (startupProbe: JsonObject | null, seconds = 31) =>
  pod({ livenessProbe: http({ port: 1 }, { initialDelaySeconds: seconds }), startupProbe });

check('require-startup-probe-when-slow', [
  ['null', [slow(null)], [`missing ${AT}/startupProbe`]],
  ['no handler', [slow({ httpGet: null })], [`noHandler ${AT}/startupProbe`]],
  ['a handler', [slow({ exec: {} })], []],
  ['as long as may be', [slow(null, 30)], []],
  ['a longer while', [slow(null, 7200)], [], { maxInitialDelay: '2h' }],
  ['more than a longer while', [slow(null, 86_401)], [`missing ${AT}/startupProbe`], { maxInitialDelay: '1d' }],
]);

check('no-probe-host-override', [
  [
    'an ephemeral container',
    [{ spec: { ephemeralContainers: [{ livenessProbe: http({ host: 'a' }) }] } }],
    ['host /spec/ephemeralContainers/0/livenessProbe/httpGet/host'],
  ],
  [
    'no host',
    [pod({ livenessProbe: http({ host: null }), readinessProbe: http({ host: '' }), startupProbe: { exec: { host: 'a' } } })],
    [],
  ],
  [
    'both handlers',
    [pod({ livenessProbe: { ...http({ host: 'a' }), tcpSocket: { host: 'b' } } })],
    ['httpGet', 'tcpSocket'].map((handler) => `host ${AT}/livenessProbe/${handler}/host`),
  ],
]);

const service: JsonObject = { kind: 'Service', metadata: { name: 's' }, spec: { selector: { app: 'web' } } };
const target = (container: JsonObject, spec: JsonObject = {}): JsonObject => ({
  ...pod(container, spec),
  metadata: { name: 'p', labels: { app: 'web' } },
});
const preStop = (hook: JsonObject | null) => target({ lifecycle: { preStop: hook } });
const SHORT = ['0: short /spec/terminationGracePeriodSeconds'];

check('require-prestop-or-grace', [
  ['nothing', [target({}), service], SHORT],
  ['no handler', [preStop({}), service], SHORT],
  ['a null handler', [preStop({ exec: null }), service], SHORT],
  ['a handler', [preStop({ httpGet: {} }), service], []],
  ['long enough', [target({}, { terminationGracePeriodSeconds: 45 }), service], []],
  ['long enough for others', [target({}), service], [], { minGrace: '30s' }],
  ['a Service that selects nothing', [target({}), { ...service, spec: {} }], []],
  ['no containers', [{ ...target({}), spec: {} }, service], []],
]);
