/**
 * Records the requests that arrive at a socket: their signature format, as their headers show it, and the answer's
 * status.
 */
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'

export type Form = 'cavage' | 'rfc9421'

export interface LoggedRequest {
  method: string
  path: string
  /** Undefined if unsigned. */
  form: Form | undefined
  status: number
}

export class RequestLog {
  readonly all: LoggedRequest[] = []

  /** Passes every request on to `fetch` and records it. */
  record(fetch: Fetch): Fetch {
    return async (request, from) => {
      const { method, url, headers } = request
      const response = await fetch(request, from)
      const { pathname } = new URL(url)
      this.all.push({ method, path: pathname, form: formOf(headers), status: response.status })
      return response
    }
  }

  /** The signed requests that were accepted. */
  accepted(method: 'GET' | 'POST'): LoggedRequest[] {
    return this.all.filter(({ method: of, form, status }) => of === method && form && status < 300)
  }
}

/** RFC 9421 lists what is signed in a header of its own. The Cavage draft does so within `Signature`. */
export function formOf(headers: Headers): Form | undefined {
  if (headers.has('signature-input')) return 'rfc9421'
  return headers.has('signature') ? 'cavage' : undefined
}
