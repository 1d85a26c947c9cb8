import { domainToUnicode } from 'node:url'

const MAX_URL_LENGTH = 2048
const MAX_HOST_LENGTH = 253
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
/** Already normalized: lower-case ASCII labels and a top level of letters. "xn--" must pass the IDNA check below. */
const PLAIN_HOST = /^(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

/**
 * The one spelling of a host, for storage, display and comparison: lower case, IDNA (UTS 46) as punycode, no
 * trailing dot, no default port. Other ports stay ("reef.test:8443").
 * @returns undefined for anything that is not a host
 */
export function normalizeHost(host: string): string | undefined {
  if (host.length > MAX_HOST_LENGTH * 2) return undefined
  if (host.length <= MAX_HOST_LENGTH && PLAIN_HOST.test(host)) return host
  if (/[\s\u0000-\u001f\u007f/\\@?#%]/.test(host)) return undefined
  const url = URL.parse(`https://${host}`)
  if (!url) return undefined
  const name = bareName(url.hostname)
  return isHostName(name) ? name + (url.port && `:${url.port}`) : undefined
}

/** `reef.test:8443` → `reef.test`, the name that certificates and domain blocks use. */
export function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

function bareName(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
}

function isHostName(name: string): boolean {
  if (name.startsWith('[')) return true // the URL parser has read it as IPv6
  return name.length <= MAX_HOST_LENGTH && name.split('.').every(isLabel)
}

/** A label that starts with "xn--" must be valid punycode. The URL parser lets labels pass that it cannot decode. */
function isLabel(label: string): boolean {
  return LABEL.test(label) && !(label.startsWith('xn--') && domainToUnicode(label) === label)
}

/**
 * The one validator for URLs from outside: http or https, a valid host, no user name or password, at most 2048
 * characters, no whitespace or control characters. The host of the result is normalized as by `normalizeHost`.
 */
export function parseHttpUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || text.length > MAX_URL_LENGTH) return undefined
  // The URL parser would silently strip these, so two spellings would name the same URL.
  if (/[\s\u0000-\u001f\u007f]/.test(text)) return undefined
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (url.username || url.password) return undefined
  const name = bareName(url.hostname)
  if (!isHostName(name)) return undefined
  if (name !== url.hostname) url.hostname = name
  return url
}

/** `co.uk`, `com.au`: names under which others are registered, as far as their form shows it. */
const SHARED_ENDING = /^[a-z]{2,3}\.[a-z]{2}$/

/**
 * The name that was probably registered for a host, under which its owner has any number of others for nothing:
 * `a.b.reef.test:8443` → `reef.test`. A guess without a list, so nothing but limits may depend on it. An address is
 * itself. @param host normalized
 */
export function registeredDomain(host: string): string {
  const name = withoutPort(host)
  if (name.startsWith('[') || /^[\d.]+$/.test(name)) return name
  const labels = name.split('.')
  const isShared = SHARED_ENDING.test(labels.slice(-2).join('.'))
  return labels.slice(isShared ? -3 : -2).join('.')
}

/** `https://host[:port]` of a URL, normalized; undefined for what `parseHttpUrl` refuses. */
export function originOf(text: unknown): string | undefined {
  return parseHttpUrl(text)?.origin
}
