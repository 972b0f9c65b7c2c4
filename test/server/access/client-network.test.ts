import { networkOf } from '../../../src/server/access/client-network.js';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2::1', '20010db800010002'],
  ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '20010db800010002'],
  ['2001:db8:1:3::1', '20010db800010003'],
  ['::1', '0000000000000000'],
  ['fe80::1%eth0', 'fe80000000000000'],
  ['192.0.2.1:5678', '192.0.2.1'],
  ['[2001:db8:1:2::1]:443', '20010db800010002'],
  ['what a proxy made up', 'unknown'],
  ['', 'unknown'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
