/** Ids: one spelling for each (C1), and the origin by which trust is decided (S-45, FEP-fe34). */
import { originOf } from '../lib/http/hosts.ts'
import { DOCUMENT_LIMITS } from './limits.ts'

/** Scheme, authority, rest. The authority ends where a browser would end it too. */
const PARTS = /^(https?):\/\/([^/?#\\]+)(.*)$/i
/** What needs no work: a lower-case host of letters and digits without port. «xn--» must pass the IDNA check. */
const NORMAL = /^https:\/\/(?!xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.(?!xn--))+[a-z]{2,63}(?:[/?#].*)?$/
/** The origin of a normalized id. */
const ORIGIN = /^https?:\/\/[^/?#]+/
const SCHEME_LENGTH = 'https://'.length
const MAX_HOST_LENGTH = 253
const BLANK = /[\s\u0000-\u001f\u007f\\]/

/**
 * An id in its one spelling (C1, R-33, case 29): http or https, no user name, at most 2048 characters; scheme and host
 * in lower case, punycode, no default port, no trailing dot. Path, query and fragment stay as they are, byte for byte.
 * @returns undefined for what is no id
 */
export function normalizeId(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > DOCUMENT_LIMITS.urlLength || BLANK.test(text)) return undefined
  if (NORMAL.test(text) && hostEnd(text) <= SCHEME_LENGTH + MAX_HOST_LENGTH) return text
  const [, scheme = '', authority = '', rest = ''] = PARTS.exec(text) ?? []
  if (authority === '' || authority.includes('@')) return undefined
  const origin = originOf(`${scheme}://${authority}`)
  if (origin === undefined || origin.length + rest.length > DOCUMENT_LIMITS.urlLength) return undefined
  return origin + rest
}

function hostEnd(url: string): number {
  const slash = url.indexOf('/', SCHEME_LENGTH)
  return slash < 0 ? url.length : slash
}

/** Whether the id names a part of a document: a key, a Like that has no page of its own (E-52). */
export function hasFragment(id: string): boolean {
  return id.includes('#')
}

/** The document an id is in. */
export function withoutFragment(id: string): string {
  const at = id.indexOf('#')
  return at < 0 ? id : id.slice(0, at)
}

/** Whether scheme, host and port are equal: the base of every trust rule (S-45). False if either is no id. */
export function sameOrigin(a: unknown, b: unknown): boolean {
  const origin = originOfId(a)
  return origin !== undefined && origin === originOfId(b)
}

/** As `originOf`, without taking apart what is normal already: this is asked several times for each activity. */
function originOfId(id: unknown): string | undefined {
  return ORIGIN.exec(normalizeId(id) ?? '')?.[0]
}

/** `reef.test` or `reef.test:8443` of an id; undefined if it is none. */
export function hostOf(id: string): string | undefined {
  const origin = originOfId(id)
  return origin?.slice(origin.indexOf('://') + 3)
}

/** Whether two ids name the same document: the fragment, and two spellings of one address, do not count (E-73). */
export function sameDocument(a: string, b: string): boolean {
  return a === b || documentOf(a) === documentOf(b)
}

function documentOf(id: string): string {
  const url = URL.parse(normalizeId(id) ?? id)
  if (!url) return id
  url.hash = ''
  return url.href
}
