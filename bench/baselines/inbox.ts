/**
 * Baseline for the inbox: a plain HTTP server that checks digest and signature, inserts, commits, and then answers 202.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import keys from '../../test/world/keys.json' with { type: 'json' }

const COMMIT_EVERY = 50
const path = `${JSON.parse(process.argv[2] ?? '"."')}/bare.db`
for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
const db = new DatabaseSync(path)
db.exec(
  'pragma journal_mode = wal; pragma synchronous = full; create table inbox (id text primary key, actor text, body text)',
)
const insert = db.prepare('insert into inbox values (?, ?, ?) on conflict do nothing')
const publicKeys: KeyObject[] = keys.rsa.map((pair) => createPublicKey(pair.publicPem))

let waiting: ServerResponse[] = []
function commit(): void {
  if (waiting.length === 0) return
  db.exec('commit')
  for (const response of waiting) response.writeHead(202).end()
  waiting = []
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const { headers } = request
    const parameters = Object.fromEntries(
      [...String(headers.signature).matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
    const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
    const text = Buffer.from(
      String(parameters.headers)
        .split(' ')
        .map((name) => (name === '(request-target)' ? `${name}: post ${request.url}` : `${name}: ${headers[name]}`))
        .join('\n'),
    )
    const signature = Buffer.from(String(parameters.signature), 'base64')
    const number = Number(/users\/(\d+)/.exec(String(parameters.keyId))?.[1]) - 1
    const key = publicKeys[number % publicKeys.length] as KeyObject
    if (digest !== headers.digest || !verify('sha256', text, key, signature)) return response.writeHead(401).end()
    const activity = JSON.parse(body.toString())
    if (waiting.length === 0) {
      db.exec('begin')
      setImmediate(commit)
    }
    insert.run(activity.id, activity.actor, body.toString())
    waiting.push(response)
    if (waiting.length >= COMMIT_EVERY) commit()
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }))
})
process.on('SIGTERM', () => process.exit(0))
