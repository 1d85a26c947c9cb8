import type { SafeFetch } from './outgoing.ts'
import type { SafeFetchOptions } from './safe-fetch.ts'

/**
 * The outgoing HTTP client of a server, loaded by its first request: the client and the certificates of the system take
 * a fifth of the start and of the memory, and a server that only answers needs neither.
 */
export function createOutgoingClient(options: SafeFetchOptions): { fetch: SafeFetch; close(): Promise<void> } {
  let opening: Promise<{ fetch: SafeFetch; close(): Promise<void> }> | undefined
  const open = () => {
    opening ??= import('./safe-fetch.ts').then(({ createSafeFetch }) => createSafeFetch(options))
    return opening
  }
  return {
    fetch: async (request) => (await open()).fetch(request),
    close: async () => (await opening)?.close(),
  }
}
