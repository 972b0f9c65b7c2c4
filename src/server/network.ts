import ipaddr from 'ipaddr.js';

/** Bytes of an IPv6 address that its network is known by: whoever has one such network has all addresses in it. */
const NETWORK_BYTES = 8;

/** What an address is counted by: itself, or of IPv6 its network of 64 bits. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // An IPv4 address can be written as one of IPv6.
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
