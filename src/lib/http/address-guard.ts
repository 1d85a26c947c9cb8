import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Which addresses an outgoing socket may reach. For IPv4, everything except IANA's special-purpose registry. For
 * IPv6, an allow-list, which excludes the mapped, compatible, NAT64, 6to4 and Teredo spellings of private IPv4
 * addresses.
 */
const IPV4_REFUSED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((range) => ipaddr.IPv4.parseCIDR(range))

const IPV6_ALLOWED = ipaddr.IPv6.parseCIDR('2000::/3')

const IPV6_REFUSED = [
  '2001::/23', // protocol assignments: Teredo, benchmarking, ORCHID and others
  '2001:db8::/32',
  '2002::/16', // 6to4, which contains an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20',
].map((range) => ipaddr.IPv6.parseCIDR(range))

/** The default ports of http and https are written as none. */
const WEB_PORTS = new Set(['', '80', '443'])

/** Other ports belong to other protocols, whose servers may act on what they read. */
export function isWebPort(port: string): boolean {
  return WEB_PORTS.has(port)
}

/**
 * What the guard of outgoing requests will refuse about an address that somebody enters, as far as the address itself
 * shows it. Where its name leads is known only when it is asked.
 */
export function refusedIn({ hostname, port }: URL): 'port' | 'private' | undefined {
  if (!isWebPort(port)) return 'port'
  // Names of this machine (RFC 6761).
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost')
  return isHere || isPrivateHost(hostname) ? 'private' : undefined
}

/** Whether the host of a URL is itself an address, and not one on the public internet. */
function isPrivateHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && !isPublicAddress(address)
}

/** Whether an address, in the canonical form that resolvers and sockets report, is on the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) {
    const parsed = ipaddr.IPv4.parse(address)
    return !IPV4_REFUSED.some((range) => parsed.match(range))
  }
  // A zone ("fe80::1%eth0") names an interface of this machine.
  if (family !== 6 || address.includes('%')) return false
  const parsed = ipaddr.IPv6.parse(address)
  return parsed.match(IPV6_ALLOWED) && !IPV6_REFUSED.some((range) => parsed.match(range))
}
