/** A server on Fedify with one actor. Fedify is an independent implementation of everything two servers exchange. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { createFederation, type Federation, MemoryKvStore } from '@fedify/fedify'
import { Endpoints, Note, Person } from '@fedify/vocab'
import type { KeyPair } from '../../src/lib/crypto/keys.ts'
import type { Fetch } from '../../src/lib/http-server/web-standard.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { FedifyPerson } from './fedify-person.ts'
import { FedifyState } from './fedify-state.ts'
import { listenAtInbox } from './listeners.ts'
import { openLoopback } from './loopback.ts'
import { type Form, formOf, RequestLog } from './request-log.ts'

const SPECS = { cavage: 'draft-cavage-http-signatures-12', rfc9421: 'rfc9421' } as const
const STARTING = new Response('starting', { status: 503 })
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

export interface FedifyServer extends AsyncDisposable {
  readonly host: string
  readonly requests: RequestLog
  readonly state: FedifyState
  readonly person: FedifyPerson
}

/**
 * @param form the signature format it tries first, and the only one it accepts
 * @param readsSigned whether it serves actors and notes only to signed requests (authorized fetch)
 */
export async function startFedify(
  name: string,
  { form, readsSigned }: { form: Form; readsSigned: boolean },
): Promise<FedifyServer> {
  const [requests, state] = [new RequestLog(), new FedifyState()]
  let federation: Federation<void> | undefined
  const fetch: Fetch = (request) => {
    const format = formOf(request.headers)
    if (format !== undefined && format !== form) return new Response('signature format not accepted', { status: 401 })
    return federation?.fetch(request, { contextData: undefined }) ?? STARTING.clone()
  }
  const { host, close } = await openLoopback(requests.record(fetch))
  federation = createFederation<void>({
    kv: new MemoryKvStore(),
    origin: `http://${host}`,
    allowPrivateAddress: true,
    firstKnock: SPECS[form],
  })
  serveDocuments(federation, { name, state, readsSigned, keys: webKeys(await createKeyPool().rsa()) })
  listenAtInbox(federation, state, name)
  const context = federation.createContext(new URL(`http://${host}`), undefined)
  return { host, requests, state, person: new FedifyPerson(context, name, state), [Symbol.asyncDispose]: close }
}

interface Documents {
  name: string
  state: FedifyState
  readsSigned: boolean
  keys: CryptoKeyPair
}

function serveDocuments(federation: Federation<void>, { name, state, readsSigned, keys }: Documents): void {
  const isSigned = async (ctx: { getSignedKey(): Promise<unknown> }) => !readsSigned || !!(await ctx.getSignedKey())
  federation
    .setActorDispatcher('/users/{identifier}', async (ctx, identifier) => {
      if (identifier !== name) return null
      const [key] = await ctx.getActorKeyPairs(name)
      return new Person({
        id: ctx.getActorUri(name),
        preferredUsername: name,
        name: `${name} of Fedify`,
        inbox: ctx.getInboxUri(name),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        followers: ctx.getFollowersUri(name),
        publicKey: key?.cryptographicKey,
        assertionMethods: key ? [key.multikey] : [],
      })
    })
    .setKeyPairsDispatcher(() => [keys])
    .authorize(isSigned)
  federation.setFollowersDispatcher('/users/{identifier}/followers', () => ({ items: [...state.followers.values()] }))
  federation
    .setObjectDispatcher(Note, '/users/{identifier}/notes/{id}', (ctx, values) => {
      return state.notes.get(ctx.getObjectUri(Note, values).href) ?? null
    })
    .authorize(isSigned)
}

/** Web Crypto needs keys in its own format. */
function webKeys({ publicPem, privatePem }: KeyPair): CryptoKeyPair {
  const publicKey = createPublicKey(publicPem).toCryptoKey(ALGORITHM, true, ['verify'])
  const privateKey = createPrivateKey(privatePem).toCryptoKey(ALGORITHM, true, ['sign'])
  return { publicKey, privateKey } as CryptoKeyPair
}
