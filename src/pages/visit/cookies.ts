/** The cookies of the pages: read from a request, and written with its answer (R-83). */

import { SECOND } from '../../lib/durations.ts'
import type { HeaderList } from '../../lib/http-server/answer.ts'

/**
 * `session`: the secret of the session in use. `others`: those of other accounts in the same browser. `pending`: the
 * secret of a sign-in that waits for the second factor. `device`: by which the browser is known again at the next
 * sign-in. `form`: the secret behind the forms of a visitor who is not signed in.
 */
type CookieName = 'session' | 'others' | 'pending' | 'device' | 'form'

/** A longer value is none of ours. */
const MAX_VALUE_LENGTH = 512

export class Cookies {
  readonly #prefix: string
  readonly #attributes: string
  readonly #values: Map<string, string>
  readonly #written = new Map<string, string>()
  /**
   * @param header the `Cookie` header
   * @param origin that of this server
   */
  constructor(header: string | undefined, origin: string) {
    const { protocol, port } = new URL(origin)
    const https = protocol === 'https:'
    // A `__Host-` cookie cannot be set by another host of the same domain, nor over plain http. Browsers send cookies to
    // every port of a host, so two servers on one machine need different names.
    this.#prefix = `${https ? '__Host-' : ''}atoll-${port && `${port}-`}`
    this.#attributes = `; Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`
    this.#values = parse(header ?? '')
  }

  get(name: CookieName): string | undefined {
    return this.#values.get(this.#prefix + name) || undefined
  }

  /** @param keptMs how long the browser keeps it; until it is closed when absent */
  set(name: CookieName, value: string, keptMs?: number): void {
    const key = this.#prefix + name
    this.#values.set(key, value)
    const age = keptMs === undefined ? '' : `; Max-Age=${Math.floor(keptMs / SECOND)}`
    this.#written.set(key, `${key}=${value}${this.#attributes}${age}`)
  }

  delete(name: CookieName): void {
    this.set(name, '', 0)
  }

  /** The `Set-Cookie` headers of the answer. */
  get headers(): HeaderList {
    return [...this.#written.values()].flatMap((cookie) => ['set-cookie', cookie])
  }
}

/** The first of two cookies with one name counts: browsers send the more specific one first (RFC 6265 section 5.4). */
function parse(header: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const value = pair.slice(at + 1).trim()
    if (at > 0 && value.length <= MAX_VALUE_LENGTH && !values.has(name)) values.set(name, value)
  }
  return values
}
