/** Why an outgoing request failed. Callers use it to decide what to show the user and whether to retry. */
export type FetchFailure =
  | 'bad-url'
  | 'scheme'
  | 'address'
  | 'port'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'redirects'
  | 'redirect-scheme'
  | 'media-type'
  | 'encoding'
  | 'protocol'

// Failures that may pass within the hour: certificates get renewed and name servers recover. A private address stays
// private.
const TRANSIENT: ReadonlySet<FetchFailure> = new Set(['dns', 'connect', 'tls', 'timeout', 'protocol'])

/** An outgoing request that got no usable answer. The message is a plain sentence without secrets and may be logged. */
export class FetchError extends Error {
  readonly reason: FetchFailure
  readonly host: string
  /** Whether a retry may succeed. */
  readonly transient: boolean

  constructor(reason: FetchFailure, host: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'FetchError'
    this.reason = reason
    this.host = host
    this.transient = TRANSIENT.has(reason)
  }
}
