/** Seeds a database, once for each engine and size, and collects what the benchmarks need to know of it. */
import { createPrivateKey } from 'node:crypto'
import keys from '../test/world/keys.json' with { type: 'json' }
import { freePort } from './pinned.ts'
import type { Testbed } from './row.ts'
import { openTestbed, type Reader, seed } from './seed.ts'

export const SENDERS = 50

export interface Sender {
  uri: string
  keyId: string
  privatePem: string
}
export interface Prepared {
  bed: Testbed
  port: number
  reader: Reader
  /** Cursors into the reader's home timeline. */
  pages: number[]
  senders: Sender[]
}

export async function prepare(bed: Testbed): Promise<Prepared> {
  const port = await freePort()
  await using server = await openTestbed(bed, port)
  const { app } = server
  const reader = await seed(app, bed.size)
  const senders = await addSenders(app, reader)
  const rows = await app.db
    .selectFrom('home_entries')
    .select('status_id')
    .where('account_id', '=', reader.accountId)
    .orderBy('status_id', 'desc')
    .execute()
  const pages = rows.filter((_, at) => at % 20 === 19).map((row) => row.status_id)
  return { bed, port, reader, pages, senders }
}

/** Gives keys to some of the seeded accounts and lets the reader follow them, so that their posts are wanted. */
async function addSenders(app: import('../src/core/app.ts').App, reader: Reader): Promise<Sender[]> {
  const now = app.clock.now()
  const people = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('domain', 'is not', null)
    .orderBy('id')
    .limit(SENDERS)
    .execute()
  return Promise.all(
    people.map(async (person, at) => {
      const pair = keys.rsa[at % keys.rsa.length] as { publicPem: string; privatePem: string }
      createPrivateKey(pair.privatePem)
      const keyId = `${person.uri}#main-key`
      await app.db
        .insertInto('account_keys')
        .values({
          id: app.ids.next(),
          account_id: person.id,
          key_id: keyId,
          kind: 'rsa',
          public_pem: pair.publicPem,
          private_pem: null,
          created_at: now,
          fetched_at: now,
        })
        .execute()
      await app.db
        .insertInto('follows')
        .values({ id: app.ids.next(), account_id: reader.accountId, target_id: person.id, created_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return { uri: person.uri, keyId, privatePem: pair.privatePem }
    }),
  )
}
