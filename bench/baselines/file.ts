/** Baseline for stored files: `node:http` alone, which streams one file with prepared headers. */
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'

const { headers, path } = JSON.parse(process.argv[2] ?? '') as { headers: string[]; path: string }
const server = createServer((_, response) => {
  response.writeHead(200, headers)
  pipeline(createReadStream(path), response, () => {})
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }))
})
process.on('SIGTERM', () => process.exit(0))
