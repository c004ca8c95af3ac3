import { configLines } from './config-lines.ts';
import { endpointsIn } from './connection-strings.ts';
import type { Endpoint } from './connection-strings.ts';
import { databaseRole, isDatabaseName } from './database-names.ts';
import { plainText } from './plain-text.ts';

/** What one variable, option or key says of a database; nothing that opens one is kept. */
export type DatabaseSetting = {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
  /** The value, where it may be a host, a name or a part of either. */
  readonly text?: string;
};

/** A value as an environment holds it; one of several lines is read line by line. */
export function databaseSetting(name: string, value: string): DatabaseSetting {
  const any = databaseRole(name)?.role === 'host';
  const lines = value.includes('\n') ? value.split('\n') : [value];
  const endpoints = lines.flatMap((line) => [...endpointsIn(line, any), ...(any ? listedHosts(line) : [])]).slice(0, MOST);
  const text = plainText(name, value);
  return { name: name.slice(-LONGEST_NAME), endpoints, ...(text !== undefined && { text }) };
}

/** `redis:6379,password=…,defaultDatabase=2`: StackExchange.Redis. */
function listedHosts(line: string): readonly Endpoint[] {
  const hosts =
    HOST_LIST.exec(line)?.[1]
      ?.split(',')
      .filter((host) => host !== '') ?? [];
  const database = /,\s?defaultDatabase=(\d{1,4})/iu.exec(line)?.[1];
  return hosts.length === 0 ? [] : [{ hosts, cache: true, ...(database !== undefined && { database }) }];
}

/** The settings of a file that name a database, or a part of where one is; in `database.yml`, every `host` is one's. */
export function databaseSettings(file: string, title = ''): readonly DatabaseSetting[] {
  const stem = title.replace(/\.\w{1,16}$/u, '');
  const prefix = isDatabaseName(stem) ? `${stem}.` : '';
  return configLines(file)
    .map(({ name, text }) => databaseSetting(`${prefix}${name}`, text))
    .filter(({ name, endpoints, text }) => endpoints.length > 0 || (text !== undefined && isDatabaseName(name)))
    .slice(0, MOST);
}

const HOST_LIST = /^\s?((?:[\w.-]{1,253}(?::\d{1,5})?,){1,8})\s?[a-z]{1,40}=/iu;
const MOST = 256;
const LONGEST_NAME = 512;
