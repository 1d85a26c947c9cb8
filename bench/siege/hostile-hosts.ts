/** The hosts that the attackers name: some are silent, some know nothing, some have actors, some only follow. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { HOSTILE_KEY } from './hostile-requests.ts'
import type { SiegePlan } from './plan.ts'

/** What the server sent to them. */
export interface Caused {
  /** Requests to hosts that only an attacker named. */
  requests: number
  /** Connections to silent hosts. */
  silent: number
  /** Forwarded activities and their bytes. */
  forwarded: number
  forwardedBytes: number
}

export async function openHostileHosts({ hostsPort, silentPort }: SiegePlan): Promise<Caused> {
  const caused: Caused = { requests: 0, silent: 0, forwarded: 0, forwardedBytes: 0 }
  const silent = createSocketServer((socket) => {
    caused.silent++
    socket.on('error', () => {}).resume()
  })
  const answering = createServer((request, response) => answer(request, response, caused))
  await new Promise<void>((resolve) => silent.listen(silentPort, '0.0.0.0', resolve))
  await new Promise<void>((resolve) => answering.listen(hostsPort, '0.0.0.0', resolve))
  return caused
}

function answer(request: IncomingMessage, response: ServerResponse, caused: Caused): void {
  const { host = '' } = request.headers
  request.on('error', () => {})
  if (host.startsWith('127.7.')) {
    caused.forwarded++
    request.on('data', (chunk: Buffer) => {
      caused.forwardedBytes += chunk.length
    })
    return void request.on('end', () => response.writeHead(202).end())
  }
  caused.requests++
  request.resume()
  const document = host.startsWith('127.6.') ? documentAt(host, request.url ?? '/') : undefined
  if (!document) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': document.type }).end(JSON.stringify(document.json))
}

function documentAt(host: string, path: string): { type: string; json: unknown } | undefined {
  const [, name] = /^\/users\/(\w+)$/.exec(path) ?? []
  if (name) return { type: 'application/activity+json', json: actorDocument(`http://${host}/users/${name}`, name) }
  const [, asked] = /resource=acct%3A(\w+)%40/.exec(path) ?? []
  if (!asked) return undefined
  const links = [{ rel: 'self', type: 'application/activity+json', href: `http://${host}/users/${asked}` }]
  return { type: 'application/jrd+json', json: { subject: `acct:${asked}@${host}`, links } }
}

function actorDocument(id: string, name: string) {
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: name,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: HOSTILE_KEY.publicPem },
    ...(name.startsWith('huge') ? hugeProfile(id) : {}),
  }
}

/** As much of everything as a document of 1 MB holds. */
function hugeProfile(id: string) {
  const url = (n: number) => `${id}/${n}/${'u'.repeat(1_900)}`
  const each = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
  return {
    name: 'n'.repeat(500),
    summary: `<p>${'s'.repeat(19_000)}</p>`,
    attachment: each(50, (n) => ({
      type: 'PropertyValue',
      name: `${n}${'f'.repeat(1_900)}`,
      value: 'v'.repeat(1_900),
    })),
    alsoKnownAs: each(200, url),
    tag: each(80, (n) => ({ type: 'Emoji', name: `:emoji${n}:`, icon: { type: 'Image', url: url(n) } })),
  }
}
