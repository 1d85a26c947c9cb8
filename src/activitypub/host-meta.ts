/**
 * Host-meta, by which old clients find WebFinger (E-08) and we find it on servers that have it at another place (E-06).
 */
import { escapeUTF8 } from 'entities'
import { readTagAttributes } from '../lib/html/tag-attributes.ts'
import { originOf } from '../lib/http/hosts.ts'

/** Legitimate documents have no DTD, so one with a DTD is refused (case 68). */
const DOCTYPE = /<!(?:doctype|entity)/i

export const HOST_META_TYPE = 'application/xrd+xml; charset=utf-8'

function template(origin: string): string {
  return `${origin}/.well-known/webfinger?resource={uri}`
}

/** Our host-meta as XRD. */
export function renderHostMeta(origin: string): string {
  const link = `<Link rel="lrdd" template="${escapeUTF8(template(origin))}"/>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">${link}</XRD>\n`
}

/** Our host-meta as JSON. */
export function renderHostMetaJson(origin: string): { links: { rel: string; template: string }[] } {
  return { links: [{ rel: 'lrdd', template: template(origin) }] }
}

/** The WebFinger template in another server's XRD: an http or https address with one `{uri}` after its host. */
export function readLrddTemplate(xml: string): string | undefined {
  if (DOCTYPE.test(xml)) return undefined
  for (const { rel, template: found = '' } of readTagAttributes(xml, 'link', 'xml')) {
    if (rel !== 'lrdd' || found.split('{uri}').length !== 2) continue
    // The requested handle must not become part of the host that is contacted (case 68).
    const origin = originOf(found.replace('{uri}', 'a'))
    if (origin !== undefined && origin === originOf(found.replace('{uri}', 'b'))) return found
  }
  return undefined
}
