/**
 * The network of a world. It maps each host to the server that answers there and records the tape. A test can make it
 * lose a request, lose an answer, deliver a request twice, or crash a server meanwhile.
 */
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../../src/lib/http/outgoing.ts'
import { callInProcess } from './call-in-process.ts'
import { nameOf, Tape } from './tape.ts'

/** What answers at a host: one of our servers or a scripted peer. */
export interface NetworkServer {
  readonly host: string
  /** If false, connections are refused. */
  reachable: boolean
  /** The port it listens on, if the world runs over sockets. */
  readonly port: number | undefined
  answer(request: Request): Promise<Response>
}

/** A request in transit. */
export interface SentRequest {
  from: string
  to: string
  method: string
  path: string
  /** The parsed JSON body of a POST. */
  activity: Record<string, unknown> | undefined
  /** The activity's type with its object's, as in `Create(Note)`. */
  name: string | undefined
}

/**
 * `lose`: the request never arrives. `lose-answer`: it arrives, but the sender gets no answer. A number: refused with
 * this status.
 */
export type Fault = 'lose' | 'lose-answer' | 'duplicate' | number
export type Interceptor = (sent: SentRequest) => Fault | undefined | Promise<Fault | undefined>

export class Network {
  readonly tape = new Tape()
  readonly #servers = new Map<string, NetworkServer>()
  readonly #interceptors = new Set<Interceptor>()

  add(server: NetworkServer): void {
    if (this.#servers.has(server.host)) throw new Error(`${server.host} is already in this world`)
    this.#servers.set(server.host, server)
  }

  server(host: string): NetworkServer | undefined {
    return this.#servers.get(host)
  }

  /**
   * Calls `interceptor` for each request from now on.
   * @returns a function that stops it
   */
  intercept(interceptor: Interceptor): () => void {
    this.#interceptors.add(interceptor)
    return () => this.#interceptors.delete(interceptor)
  }

  /**
   * The `fetch` of one host.
   * @param carry transports a request; by default a call in this process
   */
  fetchFrom(from: string, carry: SafeFetch = (request) => callInProcess(this, request)): SafeFetch {
    return async (asked) => {
      await asked.beforeHop?.(new URL(asked.url))
      const request = withoutFirstHop(asked)
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
    if (!server) throw new FetchError('dns', sent.to, `${sent.to} is not in this world.`)
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

/** The first hop has passed `beforeHop` already, before it was recorded. */
function withoutFirstHop(request: OutgoingRequest): OutgoingRequest {
  let hops = 0
  return { ...request, beforeHop: (url) => (hops++ === 0 ? undefined : request.beforeHop?.(url)) }
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
