/** Why an outgoing request failed. A closed set: callers decide by it what to tell a person and whether to retry. */
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

// What the next hour may heal. Certificates get renewed and name servers return; a private address stays private.
const TRANSIENT: ReadonlySet<FetchFailure> = new Set(['dns', 'connect', 'tls', 'timeout', 'protocol'])

/** An outgoing request that got no usable answer. The message is a plain sentence that may be logged, not a secret. */
export class FetchError extends Error {
  readonly reason: FetchFailure
  readonly host: string
  /** Whether trying later may help. */
  readonly transient: boolean

  constructor(reason: FetchFailure, host: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'FetchError'
    this.reason = reason
    this.host = host
    this.transient = TRANSIENT.has(reason)
  }
}
