/**
 * Tide, an app in a browser. It has a site of its own, and calls servers with the published modules of npm's `masto`
 * from there: what CORS does not allow, it cannot read.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export const TIDE = 'https://tide.test'
/** What `masto` imports by name, and where it is in `node_modules`. */
const MODULES = {
  masto: 'masto/dist/esm/index.js',
  'change-case': 'change-case/dist/index.js',
  'events-to-async': 'events-to-async/module/events-to-async.js',
  'isomorphic-ws': 'isomorphic-ws/browser.js',
  'ts-custom-error': 'ts-custom-error/dist/custom-error.mjs',
}
const imports = Object.fromEntries(Object.entries(MODULES).map(([name, path]) => [name, `/modules/${path}`]))
/** It runs what a test evaluates in it. */
const PAGE = `<!doctype html><title>Tide</title><script type="importmap">${JSON.stringify({ imports })}</script>`

export interface Site extends AsyncDisposable {
  host: string
  port: number
}

/** Opens the site of the app on a socket. */
export async function serveTide(): Promise<Site> {
  const server = createServer({ cert: read('../world/tls/leaf.pem'), key: read('../world/tls/leaf-key.pem') })
  server.on('request', ({ url = '' }, response) => {
    const { type, body } = answer(url)
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: new URL(TIDE).host,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(path: string): { type: string; body: string } {
  const [, module] = /^\/modules\/([\w./-]+)$/.exec(path) ?? []
  return module === undefined
    ? { type: 'text/html', body: PAGE }
    : { type: 'text/javascript', body: read(`../../node_modules/${module}`) }
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
