import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The addresses that share the first `bits` bits of `base`. */
export interface Network {
  base: Address;
  bits: number;
}

/** `10.0.0.0/8`, `2001:db8::/32` or one address; throws for anything else. */
export function parseNetwork(text: string): Network {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && bits <= most);
  if (version === 0 || address.includes('%') || !isPrefix || rest.length > 0) {
    throw new Error('is no network; write an address or a block such as 10.0.0.0/8 or fd00::/8');
  }
  const base = ipaddr.parse(address);
  // ::ffff:10.0.0.0/104 means the same hosts as 10.0.0.0/8.
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96) {
    return { base: base.toIPv4Address(), bits: bits - 96 };
  }
  return { base, bits };
}

/** Whether the address lies in one of the networks; a text that is no address lies in none. */
export function isInNetworks(address: string, networks: readonly Network[]): boolean {
  const host = address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
  if (isIP(host) === 0) return false;
  const parsed = ipaddr.process(host);
  return networks.some(({ base, bits }) => contains(base, bits, parsed));
}

function contains(base: Address, bits: number, address: Address): boolean {
  if (base instanceof ipaddr.IPv4)
    return address instanceof ipaddr.IPv4 && address.match(base, bits);
  return address instanceof ipaddr.IPv6 && address.match(base, bits);
}
