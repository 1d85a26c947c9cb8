import type { Readable } from 'node:stream'
import { parseJson } from '../json.ts'

/** The next request of a redirect chain, as a signer needs it. `headers` has lower-case names and no `host`. */
export interface HopToSign {
  method: string
  url: URL
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array | undefined
}

/** One request to another server. */
export interface OutgoingRequest {
  url: string
  /** GET when absent. */
  method?: 'GET' | 'POST' | 'HEAD'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /**
   * Checks the `content-type` of a 2xx answer before its body is read.
   * If it returns false, the fetch fails as `media-type`.
   */
  accept?: (contentType: string) => boolean
  /**
   * Answers as soon as the head is there, with the body of a 2xx as a stream and that of any other status left out. For
   * files: no content encoding is accepted, `maxBytes` and the limit on the whole time do not apply, and the sender must
   * keep a minimum pace instead.
   */
  asStream?: boolean
  /** Bytes of body, counted after decompression. 1 MiB when absent. */
  maxBytes?: number
  /**
   * Keep the first `maxBytes` of a longer body instead of failing (link cards; deliveries, which ignore the answer).
   */
  truncate?: boolean
  /** 3 for GET and HEAD, 0 for POST when absent. With 0 a redirect is returned like any other answer. */
  maxRedirects?: number
  signal?: AbortSignal
  /** Called before each request of the redirect chain leaves, the first included. Throws to stop it. */
  beforeHop?: (url: URL) => Promise<void> | void
  /** Returns headers to add. Called for every hop, so each hop has its own signature. */
  sign?: (hop: HopToSign) => Promise<Record<string, string>> | Record<string, string>
  /** Plain http is refused unless this is set. Link previews and media may set it. */
  allowHttp?: boolean
}

/** An answer of any status. */
export interface OutgoingResponse {
  status: number
  /** Lower-case names. The values of a repeated header are joined with a comma. */
  headers: Record<string, string>
  /** The final address after redirects, which decides the identity of the document. */
  url: string
  body: Uint8Array
  /** The body, if it was asked for as a stream. It must be read or destroyed. It may fail with `FetchError`. */
  stream?: Readable
  /** The body as UTF-8. Invalid bytes become U+FFFD. */
  text(): string
  /** The body as JSON, within the limits of `parseJson`. Throws `JsonError`. */
  json(): unknown
}

/**
 * The only way to send HTTP requests. Rejects with `FetchError` if there is no usable answer; any status is an answer.
 */
export type SafeFetch = (request: OutgoingRequest) => Promise<OutgoingResponse>

/** Adds the methods to the plain parts of an answer. Test doubles of `SafeFetch` use it too. */
export function outgoingResponse(
  parts: Pick<OutgoingResponse, 'status' | 'headers' | 'url' | 'body' | 'stream'>,
): OutgoingResponse {
  const { body } = parts
  return {
    ...parts,
    text: () => new TextDecoder().decode(body),
    json: () => parseJson(body, { maxBytes: body.length }),
  }
}
