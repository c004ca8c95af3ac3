import { send, type Fault, type RegistryServer } from './registry-server.ts';

/** What each user may read, by `name:password`: repositories by how they begin. */
export type Users = Readonly<Record<string, string>>;

/** A registry that lets nobody in without a token of its own token server, and each user to his repositories alone. */
export function guarded(registry: RegistryServer, users: Users): Fault {
  return (request, response) => {
    const url = request.url ?? '';
    const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
    const user = Buffer.from(given, 'base64').toString();
    if (url.startsWith('/token')) {
      if (scheme !== 'Basic' || users[user] === undefined) return (response.writeHead(401).end(), true);
      return send(response, Buffer.from(JSON.stringify({ token: given, expires_in: 300 })), 'application/json');
    }
    if (scheme === 'Bearer' && users[user] !== undefined) {
      return url.startsWith(`/v2/${users[user]}`) ? undefined : (response.writeHead(403).end(), true);
    }
    response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${registry.host}/token",service="registry"` }).end();
    return true;
  };
}

/** A docker config with these credentials, `name:password` by place. */
export function dockerConfig(places: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(JSON.stringify({ auths: authsOf(places) }));
}

/** The older form of the same. */
export function dockerCfg(places: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(JSON.stringify(authsOf(places)));
}

function authsOf(places: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(places).map(([place, user]) => [place, { auth: Buffer.from(user).toString('base64') }]));
}
