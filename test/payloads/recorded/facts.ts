/**
 * What the people of our server see, as facts that can be compared: `post <uri>`, `account <acct>`, `pins of <acct>`,
 * `moderators of <acct>`, `home of <name>: <uri>`, `<name> is notified: <type> by <acct>[, <uri>]`, `<name> to <acct>`, and
 * to the operator `report of <name> by <host>`. Fields that are empty, zero or false are left out.
 */
import type { AccountEntity } from '../../../src/api/entities/account.ts'
import type { MediaAttachmentEntity } from '../../../src/api/entities/media-attachment.ts'
import type { RelationshipEntity } from '../../../src/api/entities/relationship.ts'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import { findModerators } from '../../../src/core/communities/moderators.ts'
import { listReports } from '../../../src/core/reports/list.ts'
import type { Json } from '../../world/peer.ts'
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'

export type Facts = Map<string, unknown>

/** The first of the people is the reader, who opens posts and profiles. */
export async function gatherFacts(server: TestServer, people: Person[]): Promise<Facts> {
  const reader = people[0] as Person
  const accounts = await remoteAccounts(server, reader)
  const lists = [
    postFacts(server, people),
    reportFacts(server),
    ...accounts.map((account) => accountFacts(reader, account)),
    ...accounts.filter(({ group }) => group).map((community) => moderatorFacts(server, community)),
  ]
  for (const person of people) lists.push(personFacts(person, accounts))
  return new Map((await Promise.all(lists)).flat())
}

type Fact = [string, unknown]

/** Each post as the first person sees it who may. */
async function postFacts({ app }: TestServer, people: Person[]): Promise<Fact[]> {
  const rows = await app.db.selectFrom('statuses').select('id').execute()
  const facts = rows.map(async ({ id }): Promise<Fact[]> => {
    for (const person of people) {
      const { status, body } = await person.api('GET', `/api/v1/statuses/${id}`)
      if (status === 200) return [[`post ${body.uri}`, await postFact(person, body)]]
    }
    return []
  })
  return (await Promise.all(facts)).flat()
}

/** What `atoll reports` lists. */
async function reportFacts({ app }: TestServer): Promise<Fact[]> {
  const reports = await listReports(app, { limit: 100 })
  return reports.map(({ acct, host, comment }) => [`report of ${acct} by ${host}`, comment])
}

async function postFact(reader: Person, post: StatusEntity) {
  const { id, account, application, reblog, media_attachments, mentions, tags, emojis, ...fields } = post
  const parent =
    post.in_reply_to_id === null ? undefined : await reader.api('GET', `/api/v1/statuses/${post.in_reply_to_id}`)
  const community =
    post.community_id === undefined ? undefined : await reader.api('GET', `/api/v1/accounts/${post.community_id}`)
  return withoutEmpty({
    ...fields,
    uri: undefined,
    community_id: undefined,
    community: community?.body.acct,
    // Those of a boost are the boosted post's.
    url: reblog ? undefined : post.url,
    reblogs_count: reblog ? undefined : post.reblogs_count,
    in_reply_to_account_id: undefined,
    in_reply_to_id: undefined,
    in_reply_to: parent?.body.uri,
    account: account.acct,
    reblog: reblog?.uri,
    media_attachments: media_attachments.map(attachmentFact),
    mentions: mentions.map(({ acct }) => acct),
    tags: tags.map(({ name }) => name),
    emojis: Object.fromEntries(emojis.map(({ shortcode, url }) => [shortcode, url])),
  })
}

function attachmentFact({ id, url, preview_url, meta, ...fields }: MediaAttachmentEntity) {
  const { small, ...known } = meta
  return withoutEmpty({ ...fields, meta: known })
}

async function remoteAccounts({ app }: TestServer, reader: Person): Promise<AccountEntity[]> {
  const rows = await app.db.selectFrom('accounts').select('id').where('domain', 'is not', null).execute()
  const answers = await Promise.all(rows.map(({ id }) => reader.api('GET', `/api/v1/accounts/${id}`)))
  return answers.filter(({ status }) => status === 200).map(({ body }) => body)
}

async function accountFacts(reader: Person, account: AccountEntity): Promise<Fact[]> {
  const pinned: StatusEntity[] = await reader.call('GET', `/api/v1/accounts/${account.id}/statuses?pinned=true`)
  return [
    [`account ${account.acct}`, accountFact(account)],
    [`pins of ${account.acct}`, pinned.map(({ uri }) => uri)],
  ]
}

async function moderatorFacts({ app }: TestServer, { id, acct }: AccountEntity): Promise<Fact[]> {
  const moderators = await findModerators(app, Number(id))
  return [[`moderators of ${acct}`, moderators.map(({ username, domain }) => `${username}@${domain}`)]]
}

function accountFact(account: AccountEntity) {
  const { id, username, acct, avatar_static, header_static, emojis, fields, moved, noindex, ...rest } = account
  return withoutEmpty({
    ...rest,
    avatar: pictureFact(rest.avatar),
    header: pictureFact(rest.header),
    fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    emojis: Object.fromEntries(emojis.map(({ shortcode, url }) => [shortcode, url])),
    moved: moved?.acct,
  })
}

function pictureFact(url: string): string | undefined {
  return url.endsWith('/missing.png') ? undefined : url
}

async function personFacts(person: Person, accounts: AccountEntity[]): Promise<Fact[]> {
  const { username } = person.account
  const home = await person.home()
  const notifications = await person.notifications()
  return [
    ...home.map(({ uri }): Fact => [`home of ${username}: ${uri}`, true]),
    ...notifications.map(({ type, account, status }): Fact => {
      return [`${username} is notified: ${type} by ${account.acct}${status ? `, ${status.uri}` : ''}`, true]
    }),
    ...(await relationshipFacts(person, accounts)),
  ]
}

async function relationshipFacts(person: Person, accounts: AccountEntity[]): Promise<Fact[]> {
  const acctOf = new Map(accounts.map(({ id, acct }) => [id, acct]))
  const query = [...acctOf.keys()].map((id) => `id[]=${id}`).join('&')
  const edges: RelationshipEntity[] = query ? await person.call('GET', `/api/v1/accounts/relationships?${query}`) : []
  return edges.map(({ id, showing_reblogs, ...flags }) => {
    const set = Object.entries(flags).filter(([, value]) => value)
    return [`${person.account.username} to ${acctOf.get(id)}`, set.map(([flag]) => flag)]
  })
}

function withoutEmpty(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0)
}
