/** Creates the users of the two servers, with follows and posts. */

import { boost } from '../../src/core/interactions/boost.ts'
import { favourite } from '../../src/core/interactions/favourite.ts'
import { follow } from '../../src/core/relationships/follow.ts'
import { createStatus } from '../../src/core/statuses/create.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { Account } from '../../src/db/tables/accounts.ts'
import type { Server } from '../../src/server.ts'

const SCOPES = ['read', 'write', 'follow', 'admin:read', 'admin:write']

export interface Seeded {
  handle: string
  page: string
  key: string
}

interface Person {
  server: Server
  account: Account
  seeded: Seeded
}

/** Every user has the password "lagoon lagoon". */
async function person(server: Server, username: string, role: 'owner' | 'user' = 'user'): Promise<Person> {
  const { app } = server
  const { account, user } = await createUser(app, { username, password: 'lagoon lagoon', role, approved: true })
  const { key } = await createToken(app, user, { name: 'dev', scopes: SCOPES })
  const seeded = { handle: `@${username}@${app.uris.host}`, page: app.uris.profile(username), key }
  return { server, account, seeded }
}

/** `who` follows a user of the other server, as the API would. */
async function follows(who: Person, target: Person): Promise<void> {
  const { app } = who.server
  await follow(app, who.account, await app.remote.account(target.seeded.handle))
}

export async function seed(lagoon: Server, reef: Server): Promise<Seeded[]> {
  const [ana, cleo] = [await person(lagoon, 'ana', 'owner'), await person(lagoon, 'cleo')]
  const [bo, dave] = [await person(reef, 'bo', 'owner'), await person(reef, 'dave')]
  for (const [who, target] of [
    [bo, ana],
    [dave, ana],
    [ana, bo],
    [cleo, bo],
  ] as const)
    await follows(who, target)
  await follow(lagoon.app, cleo.account, ana.account)
  await settled(lagoon, reef)
  const post = await createStatus(lagoon.app, ana.account, { text: 'The boats are back. Nine of them! #boats' })
  await createStatus(reef.app, dave.account, { text: 'Low tide at six. #tide' })
  await createStatus(lagoon.app, cleo.account, { text: 'The cat sat on the *net* again.', format: 'text/markdown' })
  await settled(lagoon, reef)
  const { status: copy } = await reef.app.remote.find(post.uri)
  if (!copy) throw new Error(`${post.uri} did not lead to a post`)
  await createStatus(reef.app, bo.account, {
    text: `${ana.seeded.handle} I can see them from here.`,
    in_reply_to_id: copy.id,
  })
  await boost(reef.app, dave.account, copy.id)
  await favourite(reef.app, bo.account, copy.id)
  await settled(lagoon, reef)
  return [ana, cleo, bo, dave].map(({ seeded }) => seeded)
}

/** Waits until neither server has a job left. */
async function settled(...servers: Server[]): Promise<void> {
  while ((await Promise.all(servers.map((server) => server.settle()))).some((jobs) => jobs > 0));
}
