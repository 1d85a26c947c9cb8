/** Query, JSON, form or multipart → one object. No handler sees a raw request. */
import { JsonError, parseJson } from '../../lib/json.ts'
import { Refused } from './answer-error.ts'
import { type Fields, nestFields } from './nest-fields.ts'

/** A post with all its fields is far smaller; uploads have a route of their own. */
export const MAX_BODY_BYTES = 1_048_576

/** @throws Refused 400 for what is not what it says, 413, 415 */
export async function readForm(request: Request, query: URLSearchParams): Promise<Fields> {
  const fields = nest(query)
  if (request.method === 'GET' || request.method === 'HEAD' || request.body === null) return fields
  const body = await readBody(request)
  return body.length === 0 ? fields : Object.assign(fields, await parseBody(body, request.headers.get('content-type')))
}

async function parseBody(body: Uint8Array<ArrayBuffer>, contentType: string | null): Promise<object> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json' || type.endsWith('+json')) return parseJsonBody(body)
  if (type === 'application/x-www-form-urlencoded') return nest(new URLSearchParams(Buffer.from(body).toString('utf8')))
  if (type === 'multipart/form-data') return parseMultipart(body, contentType ?? '')
  throw new Refused(415, 'The body must be JSON or a form: set Content-Type to application/json')
}

function parseJsonBody(body: Uint8Array): object {
  try {
    return parseJson(body, { maxBytes: MAX_BODY_BYTES, object: true }) as object
  } catch (error) {
    if (error instanceof JsonError) throw new Refused(400, `There was a problem parsing the JSON: ${error.message}`)
    throw error
  }
}

async function parseMultipart(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<object> {
  let form: FormData
  try {
    form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Refused(400, 'The multipart body is malformed')
  }
  return nest(form)
}

function nest(pairs: Iterable<[string, unknown]>): Fields {
  try {
    return nestFields(pairs)
  } catch (error) {
    if (error instanceof RangeError) throw new Refused(400, `The request has ${error.message}`)
    throw error
  }
}

async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (request.headers.has('content-encoding')) throw new Refused(415, 'Compressed bodies are not accepted')
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > MAX_BODY_BYTES) throw tooLarge()
  // The HTTP parser holds a client to the length that it declared.
  if (declared !== null) return new Uint8Array(await request.arrayBuffer().catch(cutOff))
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

const tooLarge = () => new Refused(413, `The body is longer than ${MAX_BODY_BYTES} bytes`)

function cutOff(): never {
  throw new Refused(400, 'The body ended before its time')
}
