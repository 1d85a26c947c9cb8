/**
 * The raw bytes of a request, undefined when there are more than `max`, counted while they come: a length may be a lie,
 * or missing (case 22).
 */
export async function readBody(request: Request, max: number): Promise<Uint8Array | undefined> {
  const announced = request.headers.get('content-length')
  if (announced !== null) {
    if (!(Number(announced) <= max)) return undefined
    // The HTTP server cuts the body at the announced length.
    const body = new Uint8Array(await request.arrayBuffer())
    return body.length <= max ? body : undefined
  }
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > max) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
