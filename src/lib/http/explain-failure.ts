import { FetchError, type FetchFailure } from './fetch-error.ts'

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])
const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENODATA', 'ESERVFAIL', 'EBADNAME', 'EINVAL'])
const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPIPE',
  'UND_ERR_SOCKET',
])
const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$)/

const SENTENCE: Partial<Record<FetchFailure, string>> = {
  dns: 'could not be resolved to an address',
  connect: 'could not be reached',
  tls: 'could not be verified over TLS',
  timeout: 'took too long to answer',
  protocol: 'did not answer with valid HTTP',
}

/** Turns any error of the lower layers into a `FetchError`. */
export function explainFailure(error: unknown, host: string): FetchError {
  if (error instanceof FetchError) return error
  const reason = reasonOf(codeOf(error))
  return new FetchError(reason, host, `${host} ${SENTENCE[reason]}.`, error)
}

function reasonOf(code: string): FetchFailure {
  if (TIMEOUTS.has(code)) return 'timeout'
  if (DNS.has(code)) return 'dns'
  if (CONNECTION.has(code)) return 'connect'
  if (TLS.test(code)) return 'tls'
  return 'protocol'
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'cause' in error ? codeOf(error.cause) : ''
}
