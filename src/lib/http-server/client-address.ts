/** Finds the client's address behind trusted proxies (R-78). */
import { isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [Address, number]

const LOOPBACK = ['127.0.0.0/8', '::1/128']
/** The usual allocation to one household or machine. */
const IPV6_NETWORK_BITS = 64
/** No real chain of proxies is longer. */
const MAX_HOPS = 20

/** @returns undefined if an entry is neither an address, a network nor `loopback` */
export function parseProxies(trusted: readonly string[]): Range[] | undefined {
  const texts = trusted.flatMap((text) => (text === 'loopback' ? LOOPBACK : [text]))
  const ranges = texts.map(parseRange)
  return ranges.every((range) => range !== undefined) ? ranges : undefined
}

function parseRange(text: string): Range | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  const address = parse(text)
  return address && [address, address.kind() === 'ipv4' ? 32 : 128]
}

/**
 * The nearest address that is not one of our own proxies. `X-Forwarded-For` is read from the right, and only entries
 * that a trusted proxy wrote are believed. No other forwarding header is read.
 * @param socketAddress the remote end of the socket; undefined for requests within one process
 */
export function clientAddress(
  proxies: readonly Range[],
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
): string {
  const isDirect = proxies.length === 0 || forwardedFor === undefined
  // Nearly every request without a proxy takes this path, which parses nothing.
  if (isDirect && socketAddress !== undefined && isIPv4(socketAddress)) return socketAddress
  let address = socketAddress === undefined ? undefined : parse(socketAddress)
  if (!address) return 'unknown'
  if (isDirect) return address.toString()
  for (const hop of forwardedFor.split(',').slice(-MAX_HOPS).reverse()) {
    if (!isTrusted(proxies, address)) break
    const next = parse(hop.trim())
    if (!next) break
    address = next
  }
  return address.toString()
}

/** The key by which limits count clients: an IPv4 address, or the /64 of an IPv6 address (R-77). */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address
  const parsed = parse(address)
  if (parsed?.kind() !== 'ipv6') return parsed?.toString() ?? address
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${IPV6_NETWORK_BITS}`)}/${IPV6_NETWORK_BITS}`
}

/**
 * The /48 around an IPv6 network, as a key for limits. Every request is counted, so no address is parsed here: the text
 * of a /64 has its first groups, without zeros at their end, before its only `::`.
 * @param network as `networkOf` returns it
 * @returns undefined for any other network
 */
export function siteOf(network: string): string | undefined {
  const end = network.indexOf('::')
  if (end < 0) return undefined
  const [first, second = '0', third = '0'] = network.slice(0, end).split(':')
  return `${first}:${second}:${third}::/48`
}

/** Whether an address is one of our own proxies. */
export function isProxy(proxies: readonly Range[], address: string): boolean {
  const parsed = proxies.length === 0 ? undefined : parse(address)
  return parsed !== undefined && isTrusted(proxies, parsed)
}

function isTrusted(proxies: readonly Range[], address: Address): boolean {
  return proxies.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
}

/** An IPv4-mapped IPv6 address ("::ffff:192.0.2.1") is read as the IPv4 address. */
function parse(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}
