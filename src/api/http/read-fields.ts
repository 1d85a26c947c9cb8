/** Merges the query and a JSON, form or multipart body into one object. Handlers never see a raw request. */

import { readBody } from '../../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { parseJson } from '../../lib/json.ts'
import { JsonError } from '../../lib/json-error.ts'
import { HttpError } from './answer-error.ts'
import { type Fields, MAX_FIELDS, nestFields } from './nest-fields.ts'
import { parseMultipart } from './parse-multipart.ts'

/** One call of the client API. A post with all its fields is far smaller. */
export const MAX_API_BYTES = 1_048_576
/** The longest lists that clients send have a few hundred entries. */
const MAX_API_VALUES = 10_000

/** @throws BodyError, or HttpError 400 for a body that does not match its type, 415 for an unsupported type */
export async function readFields(request: IncomingRequest): Promise<Fields> {
  const fields = fieldsOf(request)
  if (!request.body) return fields
  refuseCompressed(request)
  const body = await readBody(request, MAX_API_BYTES)
  return body.length === 0 ? fields : Object.assign(fields, await parseBody(body, request.header('content-type')))
}

/** The fields of the query, and those of a form whose body was read otherwise. */
export function fieldsOf({ query }: IncomingRequest, texts: Iterable<readonly [string, string]> = []): Fields {
  return Object.assign(nest(query === '' ? [] : new URLSearchParams(query)), nest(texts))
}

/** @throws HttpError 415 */
export function refuseCompressed(request: IncomingRequest): void {
  if (request.header('content-encoding') !== undefined) throw new HttpError(415, ['body-compressed'])
}

async function parseBody(body: Uint8Array, contentType: string | undefined): Promise<object> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json' || type.endsWith('+json')) return parseJsonBody(body)
  if (type === 'application/x-www-form-urlencoded') return parseForm(Buffer.from(body).toString('utf8'))
  if (type === 'multipart/form-data') return nest(await parseMultipart(body, contentType ?? ''))
  throw new HttpError(415, ['body-type'])
}

function parseJsonBody(body: Uint8Array): object {
  try {
    return parseJson(body, { maxBytes: MAX_API_BYTES, maxValues: MAX_API_VALUES, object: true }) as object
  } catch (error) {
    if (error instanceof JsonError) throw new HttpError(400, ['body-not-json', { reason: error.message }])
    throw error
  }
}

/** Cut behind the first field too many, because `URLSearchParams` takes seconds for a megabyte of `a&a&a`. */
function parseForm(text: string): object {
  return nest(new URLSearchParams(text.split('&', MAX_FIELDS + 1).join('&')))
}

function nest(pairs: Iterable<readonly [string, unknown]>): Fields {
  try {
    return nestFields(pairs)
  } catch (error) {
    if (error instanceof RangeError) throw new HttpError(400, ['body-too-nested', { reason: error.message }])
    throw error
  }
}
