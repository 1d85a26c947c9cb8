import { type SignatureProblem, signatureProblem } from './read-signature.ts'
import type { SignedRequest } from './signed-request.ts'

/** Our authority as it is signed: the host, and the port unless it is the scheme's default. */
export function authorityOf(request: SignedRequest): string {
  return request.origin.slice(request.origin.indexOf('://') + 3)
}

/**
 * The `Host` header must name this server; otherwise a request to another server could be replayed here (R-11, case 7).
 */
export function checkHost(request: SignedRequest): SignatureProblem | undefined {
  const host = request.header('host')
  const authority = authorityOf(request)
  if (host === authority) return undefined
  const port = request.origin.startsWith('https:') ? ':443' : ':80'
  const lower = host?.toLowerCase()
  if (lower === authority || lower === authority + port) return undefined
  return signatureProblem('host', 'The Host header does not name this server.')
}
