/** Signatures of remote servers, including broken ones. Written independently of the server's own code on purpose. */
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { HOUR, unixSeconds } from '../../src/lib/durations.ts'

export interface SigningKey {
  keyId: string
  privatePem: string
}

/** What is wrong with a signed request. */
export type Flaw =
  | 'unsigned'
  | 'signature'
  | 'digest'
  | 'no-digest'
  | 'old-date'
  | 'future-date'
  | 'no-date'
  | 'host'
  | 'no-host'

export interface SignOptions {
  url: URL
  method: string
  body?: string
  key: SigningKey
  /** Unix milliseconds. */
  now: number
  flaw?: Flaw
  form?: 'cavage' | 'rfc9421'
  /** Further headers by their lower-case names. They are signed, too. */
  headers?: Record<string, string>
}

const JSON_TYPE = 'application/activity+json'

/** @returns the headers of the request, all of them */
export function signRequest(options: SignOptions): Record<string, string> {
  const headers = { ...plainHeaders(options), ...options.headers }
  if (options.flaw === 'unsigned') return headers
  return options.form === 'rfc9421' ? signRfc9421(options, headers) : signCavage(options, headers)
}

function plainHeaders({ url, body, now, flaw, form }: SignOptions): Record<string, string> {
  const shift = flaw === 'old-date' ? -13 * HOUR : flaw === 'future-date' ? 3 * HOUR : 0
  const headers: Record<string, string> = {
    host: flaw === 'host' ? 'elsewhere.test' : url.host,
    date: new Date(now + shift).toUTCString(),
  }
  if (body === undefined) return { ...headers, accept: JSON_TYPE }
  headers['content-type'] = JSON_TYPE
  const digest = createHash('sha256')
    .update(flaw === 'digest' ? `${body} ` : body)
    .digest('base64')
  if (flaw === 'no-digest') return headers
  if (form === 'rfc9421') headers['content-digest'] = `sha-256=:${digest}:`
  else headers.digest = `SHA-256=${digest}`
  return headers
}

function signCavage({ url, method, key, flaw, headers: extra = {} }: SignOptions, headers: Record<string, string>) {
  const left = { 'no-host': 'host', 'no-date': 'date' }[flaw as string]
  const usual = ['host', 'date', 'digest', 'content-type'].filter((name) => name in headers && name !== left)
  const names = [...usual, ...Object.keys(extra)]
  const target = `(request-target): ${method.toLowerCase()} ${url.pathname}${url.search}`
  const text = [target, ...names.map((name) => `${name}: ${headers[name]}`)].join('\n')
  const signature = signText(text, key, flaw).toString('base64')
  const list = ['(request-target)', ...names].join(' ')
  const value = `keyId="${key.keyId}",algorithm="rsa-sha256",headers="${list}",signature="${signature}"`
  return { ...headers, signature: value }
}

function signRfc9421(
  { url, method, key, now, flaw, headers: extra = {} }: SignOptions,
  headers: Record<string, string>,
) {
  const shift = flaw === 'old-date' ? -13 * HOUR : flaw === 'future-date' ? 3 * HOUR : 0
  const created = unixSeconds(now + shift)
  const components: [string, string][] = [
    ['@method', method],
    ['@target-uri', flaw === 'host' ? url.href.replace(url.host, 'elsewhere.test') : url.href],
  ]
  if (headers['content-digest']) components.push(['content-digest', headers['content-digest']])
  components.push(...Object.entries(extra))
  const list = components.map(([name]) => `"${name}"`).join(' ')
  const params = `(${list});created=${created};keyid="${key.keyId}";alg="rsa-v1_5-sha256"`
  const lines = [...components, ['@signature-params', params]].map(([name, value]) => `"${name}": ${value}`)
  const signature = signText(lines.join('\n'), key, flaw).toString('base64')
  return { ...headers, 'signature-input': `sig1=${params}`, signature: `sig1=:${signature}:` }
}

function signText(text: string, key: SigningKey, flaw: Flaw | undefined): Buffer {
  return sign('sha256', Buffer.from(flaw === 'signature' ? `${text} ` : text), createPrivateKey(key.privatePem))
}
