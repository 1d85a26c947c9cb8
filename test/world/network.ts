/**
 * The network of a world: maps a host to whoever answers there, writes the tape, and does to requests what a test asks
 * for: lose them, lose the answer, deliver them twice, crash somebody meanwhile.
 */
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../../src/lib/http/outgoing.ts'
import { callInProcess } from './call-in-process.ts'
import { nameOf, Tape } from './tape.ts'

/** Whoever answers at a host. */
export interface NetworkServer {
  readonly host: string
  /** False: connections are refused. */
  reachable: boolean
  /** Where it listens, when the world runs over sockets. */
  readonly port: number | undefined
  answer(request: Request): Promise<Response>
}

/** A request on its way. */
export interface SentRequest {
  from: string
  to: string
  method: string
  path: string
  /** The posted JSON. */
  activity: Record<string, unknown> | undefined
  /** `Create(Note)` */
  name: string | undefined
}

/** `lose`: never arrives. `lose-answer`: arrives, but the sender does not learn it. A number: refused with this status. */
export type Fault = 'lose' | 'lose-answer' | 'duplicate' | number
export type Interceptor = (sent: SentRequest) => Fault | undefined | Promise<Fault | undefined>

export class Network {
  readonly tape = new Tape()
  readonly #servers = new Map<string, NetworkServer>()
  readonly #interceptors = new Set<Interceptor>()

  add(server: NetworkServer): void {
    if (this.#servers.has(server.host)) throw new Error(`${server.host} is in this world already`)
    this.#servers.set(server.host, server)
  }

  server(host: string): NetworkServer | undefined {
    return this.#servers.get(host)
  }

  /** Asks `interceptor` about each request from now on. @returns how to stop */
  intercept(interceptor: Interceptor): () => void {
    this.#interceptors.add(interceptor)
    return () => this.#interceptors.delete(interceptor)
  }

  /** The `fetch` of one host. @param carry how a request gets there; by default a call in this process */
  fetchFrom(from: string, carry: SafeFetch = (request) => callInProcess(this, request)): SafeFetch {
    return async (request) => {
      const sent = describe(from, request)
      const { activity: _, name, ...where } = sent
      const exchange = this.tape.record({ ...where, ...(name && { activity: name }) })
      try {
        const response = await this.#carry(sent, request, carry)
        exchange.status = response.status
        return response
      } catch (error) {
        exchange.note = error instanceof FetchError ? error.reason : String(error)
        throw error
      }
    }
  }

  async #carry(sent: SentRequest, request: OutgoingRequest, carry: SafeFetch): Promise<OutgoingResponse> {
    const server = this.#servers.get(sent.to)
    if (!server) throw new FetchError('dns', sent.to, `${sent.to} is nobody in this world.`)
    const fault = await this.#faultOf(sent)
    if (!server.reachable || fault === 'lose') throw new FetchError('connect', sent.to, `${sent.to} is unreachable.`)
    if (typeof fault === 'number') return refusal(request, fault)
    if (fault === 'duplicate') await carry(request)
    const response = await carry(request)
    if (fault === 'lose-answer') throw new FetchError('timeout', sent.to, `The answer of ${sent.to} was lost.`)
    return response
  }

  async #faultOf(sent: SentRequest): Promise<Fault | undefined> {
    for (const interceptor of [...this.#interceptors]) {
      const fault = await interceptor(sent)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

function describe(from: string, { url, method = 'GET', body }: OutgoingRequest): SentRequest {
  const { host, pathname, search } = new URL(url)
  const activity = method === 'POST' ? readJson(body) : undefined
  return { from, to: host, method, path: pathname + search, activity, name: nameOf(activity) }
}

function readJson(body: string | Uint8Array | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

function refusal({ url }: OutgoingRequest, status: number): OutgoingResponse {
  const body = new Uint8Array()
  return { status, headers: {}, url, body, text: () => '', json: () => undefined }
}
