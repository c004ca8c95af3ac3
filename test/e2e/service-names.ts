import dns from 'node:dns';

/** What a cluster's DNS is to a pod, as far as tests go: the names of Services lead to loopback. Loaded before a program by `node --import`. */
const { lookup } = dns;
Object.assign(dns, {
  lookup: (name: string, ...rest: readonly [never, never]) => {
    lookup(name.endsWith('.svc') ? '127.0.0.1' : name, ...rest);
  },
});
