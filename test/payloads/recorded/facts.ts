/**
 * What the people of our server see, as facts that can be compared: `post <uri>`, `account <acct>`, `pins of <acct>`,
 * `home of <name>: <uri>`, `<name> is notified: <type> by <acct>[, <uri>]`, `<name> to <acct>`. Fields that are empty,
 * zero or false are left out.
 */
import type { AccountEntity } from '../../../src/api/entities/account.ts'
import type { MediaAttachmentEntity } from '../../../src/api/entities/media-attachment.ts'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import type { Json } from '../../world/peer.ts'
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'

export type Facts = Map<string, unknown>

/** The first of the people is the reader, who opens posts and profiles. */
export async function gatherFacts(server: TestServer, people: Person[]): Promise<Facts> {
  const remote = await server.app.db.selectFrom('accounts').select('id').where('domain', 'is not', null).execute()
  const ids = remote.map(({ id }) => String(id))
  const lists = [postFacts(server, people), accountFacts(people[0] as Person, ids)]
  for (const person of people) lists.push(personFacts(person, ids))
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

async function postFact(reader: Person, post: StatusEntity) {
  const { id, account, application, reblog, media_attachments, mentions, tags, emojis, ...fields } = post
  const parent =
    post.in_reply_to_id === null ? undefined : await reader.api('GET', `/api/v1/statuses/${post.in_reply_to_id}`)
  return withoutEmpty({
    ...fields,
    uri: undefined,
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

async function accountFacts(reader: Person, ids: string[]): Promise<Fact[]> {
  const facts = ids.map(async (id): Promise<Fact[]> => {
    const { status, body } = await reader.api('GET', `/api/v1/accounts/${id}`)
    if (status !== 200) return []
    const { body: pinned } = await reader.api('GET', `/api/v1/accounts/${id}/statuses?pinned=true`)
    return [
      [`account ${body.acct}`, accountFact(body)],
      [`pins of ${body.acct}`, pinned.map(({ uri }: StatusEntity) => uri)],
    ]
  })
  return (await Promise.all(facts)).flat()
}

function accountFact(account: AccountEntity & { moved?: AccountEntity }) {
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

async function personFacts(person: Person, ids: string[]): Promise<Fact[]> {
  const { username } = person.account
  const home = await person.home()
  const notifications = await person.notifications()
  const edges = ids.length === 0 ? [] : await relationships(person, ids)
  return [
    ...home.map(({ uri }): Fact => [`home of ${username}: ${uri}`, true]),
    ...notifications.map(({ type, account, status }): Fact => {
      return [`${username} is notified: ${type} by ${account.acct}${status ? `, ${status.uri}` : ''}`, true]
    }),
    ...edges,
  ]
}

async function relationships(person: Person, ids: string[]): Promise<Fact[]> {
  const query = ids.map((id) => `id[]=${id}`).join('&')
  const edges: Json[] = await person.call('GET', `/api/v1/accounts/relationships?${query}`)
  const accounts = await Promise.all(ids.map((id) => person.findAccount({ id })))
  return edges.map(({ id, showing_reblogs, ...flags }, index): Fact => {
    const set = Object.keys(flags).filter((flag) => flags[flag])
    return [`${person.account.username} to ${accounts[index]?.acct}`, set]
  })
}

function withoutEmpty(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0)
}
