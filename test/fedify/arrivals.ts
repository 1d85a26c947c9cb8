/** What came in at a socket: by its headers, in which form it was signed, and what was answered. */
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'

export type Form = 'cavage' | 'rfc9421'

export interface Arrival {
  method: string
  path: string
  /** Undefined: not signed. */
  form: Form | undefined
  status: number
}

export class Arrivals {
  readonly all: Arrival[] = []

  /** Lets everything through to `fetch`, and writes it down. */
  record(fetch: Fetch): Fetch {
    return async (request, from) => {
      const { method, url, headers } = request
      const response = await fetch(request, from)
      const { pathname } = new URL(url)
      this.all.push({ method, path: pathname, form: formOf(headers), status: response.status })
      return response
    }
  }

  /** What was signed and taken. */
  taken(method: 'GET' | 'POST'): Arrival[] {
    return this.all.filter(({ method: of, form, status }) => of === method && form && status < 300)
  }
}

/** RFC 9421 has a header of its own for what is signed; the draft says it within `Signature`. */
export function formOf(headers: Headers): Form | undefined {
  if (headers.has('signature-input')) return 'rfc9421'
  return headers.has('signature') ? 'cavage' : undefined
}
