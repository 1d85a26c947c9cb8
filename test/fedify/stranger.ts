/** A server made with Fedify: another implementation, by other people, that lives on loopback for a test. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from '@fedify/fedify'
import {
  Accept,
  type Activity,
  Announce,
  Create,
  Delete,
  Endpoints,
  Follow,
  Like,
  Note,
  Person,
  Undo,
  Update,
} from '@fedify/vocab'
import { getRequestListener } from '@hono/node-server'

export type Form = 'draft-cavage-http-signatures-12' | 'rfc9421'
const NAME = 'fay'

export interface Stranger {
  origin: string
  handle: string
  actor: URL
  /** What its inbox accepted, in order: Fedify has verified each. */
  received: Activity[]
  /** The headers of every POST that it answered with success. */
  accepted: IncomingHttpHeaders[]
  notes: Map<string, Note>
  noteUri(id: string): URL
  send(to: { actor: string; inbox: string }, activity: Activity): Promise<void>
  close(): Promise<void>
}

/** @param form how it signs first, and the only form that it lets in */
export async function startStranger(form: Form): Promise<Stranger> {
  const pair = await generateCryptoKeyPair('RSASSA-PKCS1-v1_5')
  const [received, accepted, notes] = [[] as Activity[], [] as IncomingHttpHeaders[], new Map<string, Note>()]
  const federation = createFederation<void>({ kv: new MemoryKvStore(), allowPrivateAddress: true, firstKnock: form })
  federation
    .setActorDispatcher('/users/{identifier}', async (context, identifier) => {
      if (identifier !== NAME) return null
      const [key] = await context.getActorKeyPairs(identifier)
      return new Person({
        id: context.getActorUri(identifier),
        preferredUsername: identifier,
        name: 'Fay',
        url: context.getActorUri(identifier),
        inbox: context.getInboxUri(identifier),
        outbox: context.getOutboxUri(identifier),
        endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
        publicKey: key?.cryptographicKey ?? null,
      })
    })
    .setKeyPairsDispatcher(async () => [pair])
  federation.setOutboxDispatcher('/users/{identifier}/outbox', async () => ({ items: [] }))
  federation.setObjectDispatcher(Note, '/notes/{id}', async (_, { id }) => notes.get(id) ?? null)
  const inbox = federation.setInboxListeners('/users/{identifier}/inbox', '/inbox')
  for (const type of [Accept, Announce, Create, Delete, Like, Undo, Update])
    inbox.on(type as typeof Activity, async (_, activity) => void received.push(activity))
  inbox.on(Follow, async (context, follow) => {
    received.push(follow)
    const follower = await follow.getActor(context)
    if (!follower) return
    const accept = new Accept({ id: new URL(`#accepts/${crypto.randomUUID()}`, actor), actor, object: follow })
    await context.sendActivity({ identifier: NAME }, follower, accept)
  })

  const answer = getRequestListener((request) => federation.fetch(request, { contextData: undefined }))
  const server = createServer((request, response) => {
    const signed = request.headers['signature-input'] ? 'rfc9421' : 'draft-cavage-http-signatures-12'
    if (request.method === 'POST' && signed !== form) return void response.writeHead(401).end()
    response.on('finish', () => {
      if (request.method === 'POST' && response.statusCode < 300) accepted.push(request.headers)
    })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const actor = new URL(`${origin}/users/${NAME}`)
  const context = federation.createContext(new URL(origin), undefined)
  return {
    origin,
    handle: `@${NAME}@${new URL(origin).host}`,
    actor,
    received,
    accepted,
    notes,
    noteUri: (id) => new URL(`${origin}/notes/${id}`),
    send: (to, activity) =>
      context.sendActivity({ identifier: NAME }, { id: new URL(to.actor), inboxId: new URL(to.inbox) }, activity),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
