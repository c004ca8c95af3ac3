import { formatQuantity } from './quantity.ts';

/** An amount of a resource, in billionths, as people write it: bytes in Ki, Mi, Gi, all else in decimal units. */
export function formatResource(resource: string, nano: bigint): string {
  return formatQuantity(nano, isBytes(resource) ? 'binary' : 'decimal');
}

/** Whether a resource, by its own name or by one of a quota's, is counted in bytes. */
export function isBytes(resource: string): boolean {
  return BYTES.test(resource);
}

const BYTES = /(?:^|[./])(?:memory|storage|ephemeral-storage|hugepages-[^/]*)$/u;
