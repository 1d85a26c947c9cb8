/** Fills a database for `stalls`, with one statement for each kind of row. */
import { type RawBuilder, sql } from 'kysely'
import { storeRemoteAccount } from '../../src/core/accounts/store.ts'
import type { App } from '../../src/core/app.ts'
import { DAY, MINUTE } from '../../src/lib/durations.ts'
import { type Id, idAt } from '../../src/lib/ids.ts'
import type { Server } from '../../src/server.ts'
import { incomingAccount } from '../../test/world/accounts.ts'
import { series } from '../seed.ts'
import { type Bed, DOMAINS, FIRST, LATE_PARENT, type Login, ROWS } from './bed.ts'
import { housekeepingRows } from './housekeeping-rows.ts'
import { loginRows } from './login-rows.ts'
import { createLogins } from './logins.ts'
import { mediaRows } from './media-rows.ts'

const SPREAD_MS = 30 * DAY
const EVERYTHING = ['follows', 'follow_requests', 'blocks', 'mutes', 'favourites', 'bookmarks'] as const

export async function fill(server: Server): Promise<Bed> {
  const { app } = server
  const logins = await createLogins(server)
  const { star, reader } = logins
  const idol = await app.transaction((tx) =>
    storeRemoteAccount(tx, incomingAccount('idol@idols.test'), { via: 'fetch', handle: { confirmed: true } }),
  )
  const rows = new Rows(app)
  await people(rows)
  await graph(rows, star.account.id, idol.id)
  const ids = await posts(rows, star.account.id, idol.id)
  await interactions(rows, ids)
  await readerRows(rows, reader.account.id)
  await starRows(rows, star.account.id, ids.hit)
  await housekeepingRows(rows, star.account.id)
  await loginRows(rows)
  const media = await mediaRows(rows, { star: star.account.id, ...ids })
  await counters(app, { star, idol: idol.id, ...ids })
  if (app.dialect.name === 'postgres') await sql.raw('analyze').execute(app.db)
  return { server, ...logins, idol, ...ids, media }
}

type Columns = Record<string, RawBuilder<unknown> | string | number | null>

/** Inserts ROWS rows at a time: `rows.add('pins', { id: sql`i`, account_id: 7, … })`. */
export class Rows {
  readonly app: App
  readonly now: number
  #next = FIRST.other

  constructor(app: App) {
    this.app = app
    this.now = app.clock.now()
  }

  /** An id for each row of the next insert. */
  freshId(): RawBuilder<Id> {
    this.#next += ROWS
    return sql`(i + ${sql.lit(this.#next)})`
  }

  /** @param columns each is a constant, or an expression of `i`, from 1 to ROWS */
  async add(table: string, columns: Columns): Promise<void> {
    const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
    const values = Object.values(columns).map((one) => (one !== null && typeof one === 'object' ? one : sql.lit(one)))
    await sql`insert into ${sql.table(table)} (${names}) select ${sql.join(values)} from ${series(this.app, ROWS)}`.execute(
      this.app.db,
    )
  }
}

export const numbered = (first: number) => sql<Id>`(i + ${sql.lit(first)})`
const text = (before: string, after = '') => sql<string>`${sql.lit(before)} || i || ${sql.lit(after)}`

async function people(rows: Rows): Promise<void> {
  const { app, now } = rows
  const times = { created_at: now, updated_at: now }
  const uri = sql`${sql.lit(`${app.uris.origin}/ap/users/`)} || (i + ${sql.lit(FIRST.local)})`
  const local = { username: text('local'), acct_key: text('local'), display_name: text('Local ') }
  await rows.add('accounts', {
    ...{ id: numbered(FIRST.local), uri, actor_type: 'Person', inbox_url: sql`${uri} || '/inbox'` },
    ...{ ...local, ...times, statuses_count: 1 },
  })
  await rows.add('users', {
    ...{ id: rows.freshId(), account_id: numbered(FIRST.local) },
    ...{ active_at: now, created_at: now, approved_at: now, email_confirmed_at: now },
  })
  const host = sql`'peer' || (i % ${sql.lit(DOMAINS)}) || '.test'`
  await rows.add('accounts', {
    ...{ id: numbered(FIRST.remote), uri: sql`'https://' || ${host} || '/users/' || i`, domain: host },
    ...{ username: text('peer'), acct_key: sql`'peer' || i || '@' || ${host}`, actor_type: 'Person' },
    ...{ inbox_url: sql`'https://' || ${host} || '/users/' || i || '/inbox'` },
    ...{ shared_inbox_url: sql`'https://' || ${host} || '/inbox'`, ...times, fetched_at: now },
  })
}

/** The star and the idol are followed by all local accounts, the star by all remote ones, too. */
async function graph(rows: Rows, star: Id, idol: Id): Promise<void> {
  const [local, remote, created_at] = [numbered(FIRST.local), numbered(FIRST.remote), rows.now]
  for (const target_id of [star, idol])
    await rows.add('follows', { id: rows.freshId(), account_id: local, target_id, notifies: 1, created_at })
  await rows.add('follows', { id: rows.freshId(), account_id: remote, target_id: star, created_at })
}

async function posts(rows: Rows, star: Id, idol: Id): Promise<Pick<Bed, 'hit' | 'quiet' | 'idolHit'>> {
  const { app, now } = rows
  const step = Math.floor((idAt(now - MINUTE) - idAt(now - SPREAD_MS)) / ROWS)
  const id = sql<Id>`(${sql.lit(idAt(now - SPREAD_MS))} + i * ${sql.lit(step)})`
  const post = { visibility: 'public', content: '<p>Hello</p>', created_at: now, version_at: now }
  const own = { ...post, uri: sql`${sql.lit(`${app.uris.origin}/ap/statuses/`)} || ${id}`, source: 'Hello' }
  await rows.add('statuses', { id, account_id: star, local: 1, conversation_id: id, ...own })
  await rows.add('public_entries', { status_id: id, local: 1, account_id: star })
  const hit = idAt(now - SPREAD_MS) + step * ROWS
  const remote = { ...post, local: 0, fetched_at: now, account_id: numbered(FIRST.remote) }
  const late = { id: numbered(FIRST.waiting), conversation_id: numbered(FIRST.waiting), in_reply_to_uri: LATE_PARENT }
  await rows.add('statuses', { ...remote, ...late, uri: text('https://peer1.test/waiting/') })
  const reply = { id: numbered(FIRST.reply), in_reply_to_id: hit, in_reply_to_account_id: star, conversation_id: hit }
  await rows.add('statuses', { ...remote, ...reply, uri: text('https://peer1.test/replies/') })
  const idolHit = app.ids.next()
  const idolPost = { ...post, id: idolHit, local: false, account_id: idol, conversation_id: idolHit, fetched_at: now }
  const uri = 'https://idols.test/notes/hit'
  await app.db
    .insertInto('statuses')
    .values({ ...idolPost, visibility: 'public', uri })
    .execute()
  return { hit, quiet: hit - step, idolHit }
}

async function interactions(rows: Rows, { hit, idolHit }: { hit: Id; idolHit: Id }): Promise<void> {
  const created_at = rows.now
  const sides = [
    { by: FIRST.remote, of: hit, local: 0, host: 'https://peer1.test' },
    { by: FIRST.local, of: idolHit, local: 1, host: rows.app.uris.origin },
  ]
  for (const { by, of, local, host } of sides) {
    const [id, uri] = [rows.freshId(), text(`${host}/boosts/`)]
    const boost = { boost_of_id: of, visibility: 'public', content: '', version_at: created_at, conversation_id: id }
    const common = { account_id: numbered(by), created_at }
    await rows.add('statuses', { id, uri, local, object_type: 'Announce', ...boost, ...common })
    await rows.add('favourites', { id: rows.freshId(), status_id: of, ...common })
    await rows.add('bookmarks', { id: rows.freshId(), status_id: of, ...common })
  }
  await rows.add('home_entries', { account_id: numbered(FIRST.local), status_id: hit, author_id: 1 })
}

async function readerRows(rows: Rows, reader: Id): Promise<void> {
  const reply = numbered(FIRST.reply)
  await rows.add('mentions', { status_id: reply, account_id: reader, silent: 0 })
  await rows.add('notifications', {
    ...{ id: rows.freshId(), account_id: reader, type: 'mention', from_account_id: FIRST.remote + 1 },
    ...{ status_id: reply, unique_key: sql`'mention:' || i`, created_at: rows.now },
  })
}

/** The star also has ROWS of everything that an account can have. */
async function starRows(rows: Rows, star: Id, hit: Id): Promise<void> {
  const created_at = rows.now
  const { app } = rows
  const remote = numbered(FIRST.remote)
  for (const table of EVERYTHING) {
    const id = rows.freshId()
    const what: Columns =
      table === 'favourites' || table === 'bookmarks' ? { status_id: numbered(FIRST.reply) } : { target_id: remote }
    const more: Columns = table === 'mutes' ? { hides_notifications: 1 } : {}
    await rows.add(table, { id, account_id: star, ...what, ...more, created_at })
  }
  for (const table of ['follow_requests', 'blocks'])
    await rows.add(table, { id: rows.freshId(), account_id: numbered(FIRST.local), target_id: star, created_at })
  const about = { status_id: hit, created_at }
  const favourite = { account_id: star, type: 'favourite', from_account_id: remote, unique_key: text('favourite:') }
  await rows.add('notifications', { id: rows.freshId(), ...favourite, ...about })
  const posted = {
    account_id: numbered(FIRST.local),
    type: 'status',
    from_account_id: star,
    unique_key: text('status:'),
  }
  await rows.add('notifications', { id: rows.freshId(), ...posted, ...about })
  await app.db.insertInto('tags').values({ id: 1, tag_key: 'coral', name: 'coral' }).execute()
  await sql`insert into status_tags (tag_id, status_id) select 1, id from statuses where account_id = ${star}`.execute(
    app.db,
  )
}

interface Counted {
  star: Login
  idol: Id
  hit: Id
  idolHit: Id
}

async function counters(app: App, { star, idol, hit, idolHit }: Counted): Promise<void> {
  const counts = { followers_count: 2 * ROWS, following_count: ROWS, statuses_count: ROWS }
  await app.db.updateTable('accounts').set(counts).where('id', 'in', [star.account.id, idol]).execute()
  const post = { boosts_count: ROWS, favourites_count: ROWS, replies_count: ROWS }
  await app.db.updateTable('statuses').set(post).where('id', 'in', [hit, idolHit]).execute()
}
