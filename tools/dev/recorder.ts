/** Wraps a server's outgoing `fetch` and records each request and its answer on a tape. */
import type { SafeFetch } from '../../src/lib/http/outgoing.ts'
import { nameOf, type Tape } from '../../test/world/tape.ts'

/** Older requests are of no interest in the inspector. */
const KEPT = 200

export function recorded(from: string, fetch: SafeFetch, tape: Tape): SafeFetch {
  return async (request) => {
    const { host, pathname, search } = new URL(request.url)
    const method = request.method ?? 'GET'
    const activity = method === 'POST' ? nameOf(parsed(request.body)) : undefined
    const exchange = tape.record({ from, to: host, method, path: pathname + search, ...(activity && { activity }) })
    tape.exchanges.splice(0, Math.max(tape.exchanges.length - KEPT, 0))
    try {
      const response = await fetch(request)
      exchange.status = response.status
      return response
    } catch (error) {
      exchange.note = (error as Error).message
      throw error
    }
  }
}

function parsed(body: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
