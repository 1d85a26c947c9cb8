/**
 * The network of a world: maps a host to whoever answers there, writes the tape, and does to requests what a test asks
 * for: lose them, lose the answer, deliver them twice, crash somebody meanwhile.
 */
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../../src/lib/http/outgoing.ts'
import { callInProcess } from './call-in-process.ts'
import { nameOf, Tape } from './tape.ts'

/** Whoever answers at a host. */
export interface Station {
  readonly host: string
  /** False: connections are refused. */
  plugged: boolean
  /** Where it listens, when the world runs over sockets. */
  readonly port: number | undefined
  answer(request: Request): Promise<Response>
}

/** A request on its way. */
export interface Parcel {
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
export type Interceptor = (parcel: Parcel) => Fault | undefined | Promise<Fault | undefined>

export class Network {
  readonly tape = new Tape()
  readonly #stations = new Map<string, Station>()
  readonly #interceptors = new Set<Interceptor>()

  add(station: Station): void {
    if (this.#stations.has(station.host)) throw new Error(`${station.host} is in this world already`)
    this.#stations.set(station.host, station)
  }

  station(host: string): Station | undefined {
    return this.#stations.get(host)
  }

  /** Asks `interceptor` about each request from now on. @returns how to stop */
  intercept(interceptor: Interceptor): () => void {
    this.#interceptors.add(interceptor)
    return () => this.#interceptors.delete(interceptor)
  }

  /** The `fetch` of one host. @param carry how a request gets there; by default a call in this process */
  doorOf(from: string, carry: SafeFetch = (request) => callInProcess(this, request)): SafeFetch {
    return async (request) => {
      const parcel = parcelOf(from, request)
      const { activity: _, name, ...where } = parcel
      const exchange = this.tape.record({ ...where, ...(name && { activity: name }) })
      try {
        const response = await this.#carry(parcel, request, carry)
        exchange.status = response.status
        return response
      } catch (error) {
        exchange.note = error instanceof FetchError ? error.reason : String(error)
        throw error
      }
    }
  }

  async #carry(parcel: Parcel, request: OutgoingRequest, carry: SafeFetch): Promise<OutgoingResponse> {
    const station = this.#stations.get(parcel.to)
    if (!station) throw new FetchError('dns', parcel.to, `${parcel.to} is nobody in this world.`)
    const fault = await this.#faultOf(parcel)
    if (!station.plugged || fault === 'lose') throw new FetchError('connect', parcel.to, `${parcel.to} is unreachable.`)
    if (typeof fault === 'number') return refusal(request, fault)
    if (fault === 'duplicate') await carry(request)
    const response = await carry(request)
    if (fault === 'lose-answer') throw new FetchError('timeout', parcel.to, `The answer of ${parcel.to} was lost.`)
    return response
  }

  async #faultOf(parcel: Parcel): Promise<Fault | undefined> {
    for (const interceptor of [...this.#interceptors]) {
      const fault = await interceptor(parcel)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

function parcelOf(from: string, { url, method = 'GET', body }: OutgoingRequest): Parcel {
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
