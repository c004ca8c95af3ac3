/** Whether a value can't be a secret, whatever its name says. */
export function isHarmless(value: string): boolean {
  const text = value.trim();
  return text === '' || BOOLEAN.test(text) || isPath(text) || isReference(text);
}

/** Whether nothing is left of a value once what stands for others is taken out: `$(VAR)`, `${VAR}`, `$VAR`, `Bearer $(VAR)`. */
export function isReference(value: string): boolean {
  let references = 0;
  const rest = value.replaceAll(REFERENCE, (found) => {
    if (found === '$$') return ESCAPED;
    references += 1;
    return '';
  });
  return references > 0 && !/[\p{L}\p{N}]/u.test(rest.replace(/^\s*(?:bearer|basic|token)\s/iu, ''));
}

function isPath(text: string): boolean {
  return PATH.test(text) || FILE.test(text);
}

/** As flags are written in the environment; one digit could keep no secret anyway. */
const BOOLEAN = /^(?:true|false|yes|no|on|off|0|1)$/iu;
/** From the root, the folder or a home: base64, which may begin with `/` too, gives itself away by `+` and `=`. */
const PATH = /^(?:file:\/\/)?(?:\.{0,2}|~|[A-Za-z]:)[/\\][^+=\n]*$/u;
const FILE = /^[\w./-]+\.(?:txt|json|ya?ml|toml|ini|conf|cfg|env|properties|pem|key|crt|cer|cert|p12|pfx|jks)$/u;
/** Kubernetes reads `$$` as a dollar sign. */
const REFERENCE = /\$\$|\$\([^()]*\)|\$\{[\w.]+:?[-?]?\}|\$[A-Z_][A-Z0-9_]*(?![a-z0-9])/gu;
const ESCAPED = 'x';
