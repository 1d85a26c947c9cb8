import type { IncomingRequest } from '../../lib/http-server/request.ts'

/** A request as a signature sees it. */
export interface SignedRequest {
  method: string
  /** Path and query as they stood in the request line, not re-encoded. */
  target: string
  /** Our own origin as configured, never as the request claims: `https://lagoon.test`. */
  origin: string
  /**
   * A header by its lower-case name. One that came several times is joined with `, `, so that a repeated header which
   * must be single fails by its own syntax.
   */
  header(name: string): string | undefined
  /** The raw bytes received; undefined or empty when there is none. */
  body?: Uint8Array
}

/** @param origin ours, as configured */
export function signedRequestOf(request: IncomingRequest, origin: string, body?: Uint8Array): SignedRequest {
  const { method, target } = request
  return { method, target, origin, header: request.header, body }
}

/** Whether the request has to vouch for a body: all methods do that may carry one. */
export function carriesBody(request: SignedRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD'
}
