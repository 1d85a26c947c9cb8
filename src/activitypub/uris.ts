/** Normalizes ids to one spelling (C1) and compares their origins, on which trust is based (S-45, FEP-fe34). */
import { originOf } from '../lib/http/hosts.ts'
import { DOCUMENT_LIMITS } from './limits.ts'

/** Scheme, authority and rest. The authority ends where a browser would end it. */
const PARTS = /^(https?):\/\/([^/?#\\]+)(.*)$/i
/** Already normalized: a lower-case ASCII host without port. "xn--" must still pass the IDNA check. */
const NORMAL = /^https:\/\/(?!xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.(?!xn--))+[a-z]{2,63}(?:[/?#].*)?$/
/** The origin of a normalized id. */
const ORIGIN = /^https?:\/\/[^/?#]+/
const SCHEME_LENGTH = 'https://'.length
const MAX_HOST_LENGTH = 253
const BLANK = /[\s\u0000-\u001f\u007f\\]/

/**
 * An id in its one spelling (C1, R-33, case 29): http or https, no user name, at most 2048 bytes; scheme and host
 * in lower case, punycode, no default port, no trailing dot. Path, query and fragment stay byte for byte the same.
 * @returns undefined if the text is not a valid id
 */
export function normalizeId(text: unknown): string | undefined {
  if (typeof text !== 'string' || isTooLong(text) || BLANK.test(text)) return undefined
  if (NORMAL.test(text) && hostEnd(text) <= SCHEME_LENGTH + MAX_HOST_LENGTH) return text
  const [, scheme = '', authority = '', rest = ''] = PARTS.exec(text) ?? []
  if (authority === '' || authority.includes('@')) return undefined
  const origin = originOf(`${scheme}://${authority}`)
  if (origin === undefined || isTooLong(origin + rest)) return undefined
  return origin + rest
}

/** Bytes are counted only if there can be too many: a UTF-16 unit has at most three. */
function isTooLong(text: string): boolean {
  const max = DOCUMENT_LIMITS.urlLength
  return text.length > max || (text.length * 3 > max && Buffer.byteLength(text) > max)
}

function hostEnd(url: string): number {
  const slash = url.indexOf('/', SCHEME_LENGTH)
  return slash < 0 ? url.length : slash
}

/** Whether an id names a part of a document, such as a key, or a Like without an address of its own (E-52). */
export function hasFragment(id: string): boolean {
  return id.includes('#')
}

/** The id of the document that contains this id. */
export function withoutFragment(id: string): string {
  const at = id.indexOf('#')
  return at < 0 ? id : id.slice(0, at)
}

/**
 * Whether scheme, host and port are equal, on which every trust rule is based (S-45). False if either id is invalid.
 */
export function sameOrigin(a: unknown, b: unknown): boolean {
  const origin = originOfId(a)
  return origin !== undefined && origin === originOfId(b)
}

/** Like `originOf`, but does not parse an id that is already normalized: it is called several times per activity. */
function originOfId(id: unknown): string | undefined {
  return ORIGIN.exec(normalizeId(id) ?? '')?.[0]
}

/** The host of an id, such as `reef.test` or `reef.test:8443`; undefined if the id is invalid. */
export function hostOf(id: string): string | undefined {
  const origin = originOfId(id)
  return origin?.slice(origin.indexOf('://') + 3)
}

/** Whether two ids name the same document. Fragments and different spellings of one address do not matter (E-73). */
export function sameDocument(a: string, b: string): boolean {
  return a === b || documentOf(a) === documentOf(b)
}

function documentOf(id: string): string {
  const url = URL.parse(normalizeId(id) ?? id)
  if (!url) return id
  url.hash = ''
  return url.href
}
