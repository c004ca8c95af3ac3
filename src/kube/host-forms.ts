/** Whether a text has the form of a host that is called: a name or an address, and not the pod itself. */
export function isHost(text: string): boolean {
  const host = canonical(text);
  return !isOwnHost(host) && (isAddress(host) || (NAME.test(host) && host.length <= LONGEST && !NUMBERS.test(host)));
}

/** Whether a host is the pod itself, or its node: loopback and unspecified addresses, `localhost`. */
export function isOwnHost(text: string): boolean {
  const host = canonical(text);
  return isAddress(host) ? OWN_ADDRESS.test(host) : host === 'localhost' || host.endsWith('.localhost') || OWN_NAMES.has(host);
}

/** Whether what has the form of a host is rather a word, a file or a class: told where no scheme stands before it. */
export function isHardlyHost(text: string): boolean {
  return WORDS.has(text.toLowerCase()) || FILE.test(text.toLowerCase()) || CLASS.test(text);
}

/** Whether a host is an IP address: IPv4 as four numbers, IPv6 without its brackets. */
export function isAddress(host: string): boolean {
  return IPV4.test(host)
    ? host.split('.').every((part) => Number(part) <= 255)
    : IPV6.test(host) && (host.includes('::') || host.split(':').length === 8);
}

function canonical(text: string): string {
  return text.toLowerCase().replace(/\.$/u, '');
}

const NAME = /^[a-z\d_](?:[a-z\d_-]{0,62})(?:\.[a-z\d_](?:[a-z\d_-]{0,62}))*$/u;
const LONGEST = 253;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/u;
const IPV6 = /^[\da-f:.]{2,45}$/u;
/** Loopback and unspecified, of both families, mapped ones too. */
const OWN_ADDRESS = /^(?:127\.|0\.0\.0\.0$|(?:::ffff:)?(?:127\.\d|0\.0\.0\.0$)|[0:]+1?$)/u;
const OWN_NAMES: ReadonlySet<string> = new Set(['localhost.localdomain', 'ip6-localhost', 'host.docker.internal']);
const WORDS: ReadonlySet<string> = new Set(
  'true false none null nil undefined auto default any all yes no on off enabled disabled'.split(' '),
);
/** `8080`, `v1.2.3`, `1.25`: a top-level domain is never a number. */
const NUMBERS = /^v?\d[\d._-]*$|\.\d+$/u;
const FILE =
  /\.(?:ya?ml|json|toml|ini|conf|cfg|config|properties|env|txt|log|xml|html?|css|jsx?|tsx?|mjs|py|sh|rb|go|rs|java|jar|war|class|lua|sql|db|sqlite|csv|pem|crt|cer|key|p12|jks|pid|sock|tpl|tmpl|md|gz|tgz|zip|tar|lock|so|exe|bin|dat|proto|png|svg|jpe?g)$/u;
/** `com.example.Orders`, `org.apache.kafka.common.security.plain.PlainLoginModule`: a capital letter after a dot. */
const CLASS = /^(?:com|org|net|io|java|javax|jakarta|dev)\.(?:[\w$]+\.)*[A-Z]|\.[a-z]\w*\.[A-Z][a-z]/u;
