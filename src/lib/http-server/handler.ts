import type { Answer } from './answer.ts'
import type { IncomingRequest } from './request.ts'

/** A whole server without its socket. */
export type Handler = (request: IncomingRequest) => Promise<Answer>

/** What the server knows about the sender of a request besides the request itself. */
export interface Caller {
  /** The client's address, behind our own proxies. */
  address: string
  /** The key by which limits count clients: an IPv4 address or an IPv6 /64. */
  network: string
  requestId: string
}
