/** Prepares a database for the siege: people with full timelines, honest servers they know, and the post to answer. */
import { sql } from 'kysely'
import type { App } from '../../src/core/app.ts'
import { createStatus } from '../../src/core/statuses/create.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { Id } from '../../src/lib/ids.ts'
import type { Prepared } from '../prepare.ts'
import { openTestbed } from '../seed.ts'
import type { HonestServer } from './honest-server.ts'
import type { Person } from './people.ts'
import { FOLLOWER_HOSTS, followerHost } from './plan.ts'

const PEOPLE = 12
const FIRST_HONEST = 900_000
const FIRST_FOLLOWER = 910_000

export interface Settled {
  people: Person[]
  personUris: string[]
  postUri: string
  authorUri: string
}

export async function settle(
  { bed, port, reader }: Prepared,
  honest: readonly HonestServer[],
  hostsPort: number,
): Promise<Settled> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const people = await addPeople(app)
  await addHonest(app, honest)
  for (const { accountId } of people) await followAsReader(app, reader.accountId, accountId)
  for (const { accountId } of people) await befriend(app, accountId, honest.length)
  const { account } = await createUser(app, { username: 'harbour', approved: true })
  const { uri: postUri } = await createStatus(app, account, { text: 'What do you see from your window?' })
  // After the post, so that it is not delivered to them.
  await addFollowers(app, account.id, hostsPort)
  const personUris = people.map(({ accountId }) => app.uris.user(accountId))
  return { people, personUris, postUri, authorUri: account.uri }
}

function addPeople(app: App): Promise<Person[]> {
  const names = Array.from({ length: PEOPLE }, (_, n) => `person${n}`)
  return Promise.all(
    names.map(async (username) => {
      const { account, user } = await createUser(app, { username, approved: true })
      const { key } = await createToken(app, user, { name: 'siege', scopes: ['read', 'write', 'follow'] })
      return { accountId: account.id, key }
    }),
  )
}

/** The same follows and the same home timeline as the seeded reader. */
async function followAsReader(app: App, readerId: Id, accountId: Id): Promise<void> {
  const rows = await app.db.selectFrom('follows').selectAll().where('account_id', '=', readerId).execute()
  const follows = rows.map(({ target_id, created_at }) => ({
    id: app.ids.next(),
    account_id: accountId,
    target_id,
    created_at,
  }))
  for (let at = 0; at < follows.length; at += 500)
    await app.db
      .insertInto('follows')
      .values(follows.slice(at, at + 500))
      .execute()
  await sql`insert into home_entries (account_id, status_id, author_id)
    select ${sql.lit(accountId)}, status_id, author_id from home_entries where account_id = ${sql.lit(readerId)}`.execute(
    app.db,
  )
}

async function addHonest(app: App, honest: readonly HonestServer[]): Promise<void> {
  const now = app.clock.now()
  for (const [n, { actor, origin, keyId, keys }] of honest.entries()) {
    const { host: domain } = new URL(origin)
    await app.db
      .insertInto('accounts')
      .values({
        id: FIRST_HONEST + n,
        uri: actor,
        username: 'bo',
        domain,
        acct_key: `bo@${domain}`,
        actor_type: 'Person',
        inbox_url: `${actor}/inbox`,
        shared_inbox_url: `${origin}/inbox`,
        followers_url: `${actor}/followers`,
        created_at: now,
        updated_at: now,
        fetched_at: now,
      })
      .execute()
    const key = { key_id: keyId, kind: 'rsa', public_pem: keys.publicPem, private_pem: null } as const
    await app.db
      .insertInto('account_keys')
      .values({ id: app.ids.next(), account_id: FIRST_HONEST + n, ...key, created_at: now, fetched_at: now })
      .execute()
  }
}

/** A person and the actors of the honest servers follow each other. */
async function befriend(app: App, accountId: Id, count: number): Promise<void> {
  const created_at = app.clock.now()
  const follows = Array.from({ length: count }, (_, n) => FIRST_HONEST + n).flatMap((other) => [
    { id: app.ids.next(), account_id: accountId, target_id: other, created_at },
    { id: app.ids.next(), account_id: other, target_id: accountId, created_at },
  ])
  await app.db.insertInto('follows').values(follows).execute()
}

async function addFollowers(app: App, authorId: Id, hostsPort: number): Promise<void> {
  const now = app.clock.now()
  const followers = Array.from({ length: FOLLOWER_HOSTS }, (_, n) => {
    const domain = `${followerHost(n)}:${hostsPort}`
    const uri = `http://${domain}/users/fan`
    const times = { created_at: now, updated_at: now, fetched_at: now }
    const id = FIRST_FOLLOWER + n
    const names = { username: 'fan', domain, acct_key: `fan@${domain}`, actor_type: 'Person' as const }
    return { id, uri, ...names, inbox_url: `${uri}/inbox`, ...times }
  })
  await app.db.insertInto('accounts').values(followers).execute()
  const follows = followers.map(({ id }) => ({
    id: app.ids.next(),
    account_id: id,
    target_id: authorId,
    created_at: now,
  }))
  await app.db.insertInto('follows').values(follows).execute()
}
