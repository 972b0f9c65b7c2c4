import ipaddr from 'ipaddr.js';

/** Bytes of an IPv6 address that its network is known by: whoever has one such network has all addresses in it. */
const NETWORK_BYTES = 8;

/**
 * What an address is counted by: itself, or of IPv6 its network of 64 bits. Some gateways write a port behind it, and
 * one that cannot be read, or is not to be had any more, is one with all others of its kind.
 */
export function networkOf(address: string | undefined): string {
  const bare = address?.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\[(.*)\](:\d+)?$/, '$1') ?? '';
  if (!ipaddr.isValid(bare)) return 'unknown';
  // An IPv4 address can be written as one of IPv6.
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
