import type { OutgoingResponse } from '../lib/http/outgoing.ts'

const IN_HEADER = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i
const IN_DECLARATION = /^\s*<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]{1,40})["']/
/** The declaration is ASCII in every encoding that is not UTF-16, which has a byte order mark. */
const HEAD_BYTES = 256

/** The text of a document in the encoding that it names (RFC 7303 section 3): its mark, its header, its declaration. */
export function decodeDocument({ body, headers }: Pick<OutgoingResponse, 'body' | 'headers'>): string {
  const declared = IN_DECLARATION.exec(Buffer.from(body.subarray(0, HEAD_BYTES)).toString('latin1'))?.[1]
  const encoding = markOf(body) ?? IN_HEADER.exec(headers['content-type'] ?? '')?.[1] ?? declared
  return decoderFor(encoding).decode(body)
}

function markOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xef && second === 0xbb ? 'utf-8' : undefined
}

/** What no decoder knows is read as UTF-8. */
function decoderFor(encoding = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    return new TextDecoder()
  }
}
