import type { Answer } from './answer.ts'
import type { IncomingRequest } from './request.ts'

/** A whole server, without its socket. */
export type Handler = (request: IncomingRequest) => Promise<Answer>

/** What the server finds out about a request besides what it says. */
export interface Caller {
  /** The client's address, behind our own proxies. */
  address: string
  /** What limits are counted by: an IPv4 address or an IPv6 /64. */
  network: string
  requestId: string
}
