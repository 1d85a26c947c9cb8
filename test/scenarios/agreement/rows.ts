/** What is stored at one server, found by the ActivityPub ids that all servers share. */
import type { RelationshipEntity } from '../../../src/api/entities/relationship.ts'
import type { Status } from '../../../src/db/tables/statuses.ts'
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'

/** The post as this server has it. */
export function copyAt({ app }: TestServer, uri: string): Promise<Status | undefined> {
  return app.db.selectFrom('statuses').selectAll().where('uri', '=', uri).executeTakeFirst()
}

/** The id that an account has at this server, where it is known. */
export async function accountAt({ app }: TestServer, { uri }: { uri: string }): Promise<string> {
  const row = await app.db.selectFrom('accounts').select('id').where('uri', '=', uri).executeTakeFirstOrThrow()
  return String(row.id)
}

export async function relationshipOf(one: Person, other: Person): Promise<RelationshipEntity> {
  const id = await accountAt(one.server, other)
  const [relationship] = await one.call('GET', `/api/v1/accounts/relationships?id[]=${id}`)
  return relationship
}

/** Who has done this to the post, as this server knows: ids of actors. */
export async function actorsAt(server: TestServer, kind: 'like' | 'boost', postUri: string): Promise<string[]> {
  const [table, column] =
    kind === 'like' ? (['favourites', 'status_id'] as const) : (['statuses', 'boost_of_id'] as const)
  const rows = await server.app.db
    .selectFrom(`${table} as done` as 'favourites as done')
    .innerJoin('accounts', 'accounts.id', 'done.account_id')
    .innerJoin('statuses as post', 'post.id', `done.${column}` as 'done.status_id')
    .select('accounts.uri')
    .where('post.uri', '=', postUri)
    .execute()
  return rows.map(({ uri }) => uri)
}

/** The open posts that this person has pinned, as this server knows. */
export async function pinsAt({ app }: TestServer, person: Person): Promise<string[]> {
  const rows = await app.db
    .selectFrom('pins')
    .innerJoin('statuses', 'statuses.id', 'pins.status_id')
    .innerJoin('accounts', 'accounts.id', 'statuses.account_id')
    .select('statuses.uri')
    .where('accounts.uri', '=', person.uri)
    .where('statuses.visibility', 'in', ['public', 'unlisted'])
    .execute()
  return rows.map(({ uri }) => uri)
}
