/** The text of a setting where it may be a host, a name, a port or a part of one, and opens nothing; else undefined. */
export function plainText(name: string, value: string): string | undefined {
  const text = value.trim();
  return PLAIN.test(text) && !OPENS.test(name) && !(text.includes('=') && PASSWORD.test(text)) ? text : undefined;
}

/** `host:5432`, `host/name`, `name`, `$(HOST)`, a URL without login: nothing with the form of a password. */
const PLAIN = /^(?:[\w.:,/[\]?&=-]|\$[\w({]|[)}]){1,512}$/u;
const OPENS = /pass|pwd|secret|token|cred|key$|auth$/iu;
const PASSWORD = /pass|pwd|secret|token/iu;
