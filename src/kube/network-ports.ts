import type { Json } from '../engine/json.ts';
import type { Port } from './network-rules.ts';

/** Where a connection goes. */
export interface PortOfProtocol {
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** The numbers that a named port of some protocol has where the rule leads to; none where that is not known. */
export type PortNames = (name: string, protocol: string) => readonly number[];

export function isPortNumber(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST;
}

/** Whether ports let a connection through; absent ports are all of them. */
export function admitsPort(ports: readonly Port[] | undefined, wanted: PortOfProtocol, numbersOf: PortNames): boolean {
  if (ports === undefined) return true;
  return ports.some((port) => sharesProtocol(port.protocol, wanted.protocol) && numbersIn(port, wanted, numbersOf));
}

/** Whether every port is one of these numbers; what is named or unbounded is not. */
export function isWithin(ports: readonly Port[] | undefined, numbers: readonly number[]): boolean {
  return ports !== undefined && ports.every((port) => isRangeWithin(port, numbers));
}

/** Whether whatever the inner ports let through the outer ones do too. */
export function coversPorts(outer: readonly Port[] | undefined, inner: readonly Port[] | undefined): boolean {
  if (outer === undefined) return true;
  return inner !== undefined && inner.every((port) => outer.some((other) => coversPort(other, port)));
}

function numbersIn({ port, endPort }: Port, wanted: PortOfProtocol, numbersOf: PortNames): boolean {
  if (port === undefined) return true;
  if (typeof port === 'string') return numbersOf(port, wanted.protocol).includes(wanted.number);
  return wanted.number >= port && wanted.number <= (endPort ?? port);
}

function isRangeWithin({ port, endPort }: Port, numbers: readonly number[]): boolean {
  if (typeof port !== 'number') return false;
  const last = endPort ?? port;
  return last - port < numbers.length && numbersFrom(port, last).every((number) => numbers.includes(number));
}

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function coversPort(outer: Port, inner: Port): boolean {
  if (outer.protocol !== inner.protocol && outer.protocol !== ANY) return false;
  if (typeof outer.port === 'number') return coversRange(outer, inner);
  return outer.port === undefined || outer.port === inner.port;
}

function coversRange(outer: Port, inner: Port): boolean {
  if (typeof outer.port !== 'number' || typeof inner.port !== 'number') return false;
  return outer.port <= inner.port && (inner.endPort ?? inner.port) <= (outer.endPort ?? outer.port);
}

function sharesProtocol(protocol: string, wanted: string): boolean {
  return protocol === wanted || protocol === ANY;
}

const ANY = 'ANY';
const MOST = 65_535;
