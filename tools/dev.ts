/**
 * `npm run dev`: two servers on localhost that federate, with users and posts, and an inspector page. They share one
 * process, so that the page can show every request between them. Changing a file restarts them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../src/config.ts'
import { createSafeFetch } from '../src/lib/http/safe-fetch.ts'
import '../src/lib/load-tsx.ts'
import { createLog } from '../src/lib/log.ts'
import { createServer, type Server } from '../src/server.ts'
import { Tape } from '../test/world/tape.ts'
import { recorded } from './dev/recorder.ts'
import { seed } from './dev/seed.ts'

const { inspect } = await import('./dev/inspector.tsx')

const INSPECTOR_PORT = 3000
const PORTS = { lagoon: 3001, reef: 3002 }

const folder = mkdtempSync(join(tmpdir(), 'atoll-dev-'))
const tape = new Tape()
const { fetch, close } = createSafeFetch({ userAgent: 'Atoll/dev', allowPrivateAddresses: true })

async function startServer(name: keyof typeof PORTS): Promise<Server> {
  const env = {
    ATOLL_PORT: String(PORTS[name]),
    ATOLL_DATA: join(folder, name),
    ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
    ATOLL_REGISTRATIONS: 'open',
    ATOLL_LOG_LEVEL: 'warn',
  }
  const config = loadConfig({ env })
  const log = createLog({ level: config.logLevel, pretty: true })
  const server = await createServer(config, { log, fetch: recorded(config.host, fetch, tape) })
  await server.start()
  return server
}

process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const [lagoon, reef] = await Promise.all([startServer('lagoon'), startServer('reef')]).catch(giveUp)
const people = await seed(lagoon, reef)
const inspector = createHttpServer(async (_, response) => {
  const page = await inspect({ servers: [lagoon, reef], people, tape })
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
})
inspector.once('error', giveUp).listen(INSPECTOR_PORT, '127.0.0.1', () => {
  console.log(`Inspector  http://localhost:${INSPECTOR_PORT}`)
  for (const server of [lagoon, reef]) console.log(`Server     ${server.app.uris.origin}`)
  console.log('People     ', people.map((one) => one.handle).join('  '), ' (password: lagoon lagoon)')
})

await stopSignal()
inspector.close()
inspector.closeAllConnections()
await Promise.all([lagoon.stop(), reef.stop()])
await close()

/** Waits for a signal to stop. One Ctrl-C sends several: from the terminal, from npm and from the watcher. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}

/** Prints one line that says why, and ends the process. */
function giveUp(error: Error & { code?: string; port?: number }): never {
  const ports = [INSPECTOR_PORT, ...Object.values(PORTS)].join(', ')
  if (error.code !== 'EADDRINUSE') throw error
  console.error(
    `Port ${error.port} is in use: the servers and their inspector need ${ports}. Is another Atoll running?`,
  )
  process.exit(1)
}
