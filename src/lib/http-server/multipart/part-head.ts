/** Reads the head of one part of a form (RFC 7578 section 4.2). */
export interface PartHead {
  field: string
  /** Undefined for a text; empty if a browser's input for a file was left without one. */
  rawFileName: string | undefined
  /** What the sender says it is: lower-case, without parameters. */
  mediaType: string
}

const UNKNOWN = 'application/octet-stream'
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,64}\/[\w!#$&^.+-]{1,64}$/
const FORM_DATA = /^form-data[ \t]*(?=;|$)/i
/** A quoted value ends at a quote that ends the parameter, since some senders escape quotes with `\` and others do not. */
const PARAMETER = /;[ \t]*(?:([\w*-]+)[ \t]*=[ \t]*(?:"(.*?)"[ \t]*(?=;|$)|([^";]*)))?/sy

/** @returns undefined if it is not the head of a field */
export function parsePartHead(head: string): PartHead | undefined {
  const disposition = headerOf(head, 'content-disposition')
  const params = disposition === undefined ? undefined : parametersOf(disposition)
  const field = params?.get('name')
  if (params === undefined || field === undefined) return undefined
  const type = headerOf(head, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return { field, rawFileName: fileNameIn(params), mediaType: MEDIA_TYPE.test(type) ? type : UNKNOWN }
}

/** The first header of a name. */
function headerOf(head: string, name: string): string | undefined {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim()
  }
  return undefined
}

/** @returns undefined if they cannot be read, or one is repeated: two readers could then differ */
function parametersOf(disposition: string): Map<string, string> | undefined {
  const start = FORM_DATA.exec(disposition)
  if (!start) return undefined
  const params = new Map<string, string>()
  PARAMETER.lastIndex = start[0].length
  while (PARAMETER.lastIndex < disposition.length) {
    const found = PARAMETER.exec(disposition)
    const name = found?.[1]?.toLowerCase()
    if (!found || (name !== undefined && params.has(name))) return undefined
    const [, , quoted, bare = ''] = found
    if (name !== undefined) params.set(name, quoted === undefined ? bare.trim() : unescaped(quoted))
  }
  return params
}

/** Browsers escape only these three (HTML, "multipart/form-data encoding algorithm"). */
function unescaped(value: string): string {
  return value.replace(/%(0D|0A|22)/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** RFC 7578 forbids `filename*`, but some clients send it alone. */
function fileNameIn(params: Map<string, string>): string | undefined {
  const plain = params.get('filename')
  const extended = params.get('filename*')
  if (plain !== undefined || extended === undefined) return plain
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(extended)?.[1] ?? extended
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
