import ipaddr from 'ipaddr.js';

/** An IPv6 client usually controls all addresses of a 64-bit network, so the network is counted and not the address. */
const NETWORK_BYTES = 8;

/**
 * The key by which an address is counted: an IPv4 address itself, or the 64-bit network of an IPv6 address. A port,
 * which some gateways append, is ignored. All missing and unreadable addresses share the key `unknown`.
 */
export function networkOf(address: string | undefined): string {
  const bare = address?.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\[(.*)\](:\d+)?$/, '$1') ?? '';
  if (!ipaddr.isValid(bare)) return 'unknown';
  // An IPv4 address may be written as an IPv6 one, such as ::ffff:192.0.2.1.
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
