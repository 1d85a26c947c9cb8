/** Reads a message as a mail program does (RFC 5322, RFC 2045 to 2047). */
export interface Message {
  /** By lower-case name, decoded. */
  headers: Map<string, string[]>
  text: string
  html: string
}

/** @param raw one character for each byte */
export function readMessage(raw: string): Message {
  const { headers, body } = split(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type')?.[0] ?? '')?.[1]
  const parts =
    boundary === undefined
      ? []
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => split(part))
  const partOf = (type: string) => {
    const part = parts.find((one) => one.headers.get('content-type')?.[0]?.startsWith(type))
    return part ? decodeBody(part.body, part.headers.get('content-transfer-encoding')?.[0] ?? '') : ''
  }
  return { headers, text: partOf('text/plain'), html: partOf('text/html') }
}

function split(raw: string): { headers: Map<string, string[]>; body: string } {
  const whole = raw.replace(/^\r?\n/, '').replaceAll('\r\n', '\n')
  const at = whole.indexOf('\n\n')
  const headers = new Map<string, string[]>()
  for (const line of whole
    .slice(0, at)
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), decodeWords(value)])
  }
  return { headers, body: whole.slice(at + 2) }
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  const bytes = encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\n/g, '')) : body
  return Buffer.from(bytes, 'latin1').toString()
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** `=?UTF-8?Q?Caf=C3=A9?=` → `Café` */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) => {
      const bytes = /b/i.test(kind)
        ? Buffer.from(word, 'base64').toString('latin1')
        : decodeQuoted(word.replaceAll('_', ' '))
      return Buffer.from(bytes, 'latin1').toString()
    })
}
