import type { IncomingRequest } from '../../lib/http-server/request.ts'

/** The parts of a request that a signature can cover. */
export interface SignedRequest {
  method: string
  /** Path and query exactly as in the request line. */
  target: string
  /** Our own configured origin, such as `https://lagoon.test`, never what the request claims. */
  origin: string
  /**
   * A header by its lower-case name. The values of a repeated header are joined with `, `, so a header that must be
   * single becomes invalid if it is repeated.
   */
  header(name: string): string | undefined
}

/** @param origin ours, as configured */
export function signedRequestOf({ method, target, header }: IncomingRequest, origin: string): SignedRequest {
  return { method, target, origin, header }
}

/** Whether the signature must cover a body, which applies to every method that may have one. */
export function carriesBody(request: SignedRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD'
}
