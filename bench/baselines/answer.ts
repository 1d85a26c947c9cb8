/** Baseline for small answers: `node:http` alone, which writes prepared headers and a prepared body. */
import { createServer } from 'node:http'

const { headers, body } = JSON.parse(process.argv[2] ?? '') as { headers: string[]; body: string }
const ready = [...headers, 'content-length', String(Buffer.byteLength(body))]
const server = createServer((_, response) => response.writeHead(200, ready).end(body))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }))
})
process.on('SIGTERM', () => process.exit(0))
