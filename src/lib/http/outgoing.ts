import { parseJson } from '../json.ts'

/** The hop that is about to be sent, as a signer needs it. `headers` has lower-case names and no `host`. */
export interface HopToSign {
  method: string
  url: URL
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array | undefined
}

/** One request to a stranger. */
export interface OutgoingRequest {
  url: string
  /** GET when absent. */
  method?: 'GET' | 'POST' | 'HEAD'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Judges the `content-type` of a 2xx answer before its body is read; refused is the failure `media-type`. */
  accept?: (contentType: string) => boolean
  /** Bytes of body, counted after decompression. 1 MiB when absent. */
  maxBytes?: number
  /** Keep the first `maxBytes` of a longer body instead of failing (link cards; deliveries, which ignore the answer). */
  truncate?: boolean
  /** 3 for GET and HEAD, 0 for POST when absent. With 0 a redirect is returned like any other answer. */
  maxRedirects?: number
  signal?: AbortSignal
  /** Headers to add to this hop. Asked afresh for every hop, so that each carries its own signature. */
  sign?: (hop: HopToSign) => Promise<Record<string, string>> | Record<string, string>
  /** Plain http is refused by default; link previews and media may allow it. */
  allowHttp?: boolean
}

/** An answer of any status. */
export interface OutgoingResponse {
  status: number
  /** Lower-case names; a repeated header is joined with a comma. */
  headers: Record<string, string>
  /** Where the answer came from, after redirects: identity is decided by this one. */
  url: string
  body: Uint8Array
  /** The body as UTF-8; what is not UTF-8 becomes U+FFFD. */
  text(): string
  /** The body as JSON, within the limits of `parseJson`. Throws `JsonError`. */
  json(): unknown
}

/** The one way out over HTTP. Rejects with `FetchError` when there is no usable answer; any status is an answer. */
export type SafeFetch = (request: OutgoingRequest) => Promise<OutgoingResponse>

/** Completes the plain parts of an answer; also for doubles of `SafeFetch`. */
export function outgoingResponse(
  parts: Pick<OutgoingResponse, 'status' | 'headers' | 'url' | 'body'>,
): OutgoingResponse {
  const { body } = parts
  return {
    ...parts,
    text: () => new TextDecoder().decode(body),
    json: () => parseJson(body, { maxBytes: body.length }),
  }
}
