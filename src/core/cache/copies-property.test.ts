/**
 * Whatever happens in whatever order, with processes that die half way, the copies stay within their quota, what somebody
 * here has used stays, and after a repair every file has its row and every row its file.
 */
import assert from 'node:assert/strict'
import { utimes } from 'node:fs/promises'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { finishedFile, storedPath } from '../../../test/world/copies.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { storedNames } from '../../../test/world/stored-media.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Media } from '../../db/tables/media.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { type JobRun, RetryLater } from '../../jobs/job.ts'
import { DAY, HOUR, MINUTE } from '../../lib/durations.ts'
import { createSlots } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { TooMany } from '../errors.ts'
import { favourite, unfavourite } from '../interactions/favourite.ts'
import { storeCopy } from '../media/copies/store.ts'
import { keepFile } from '../media/files/keep.ts'
import { removeFiles } from '../media/files/remove.ts'
import { prepareMediaSecret } from '../media/key.ts'
import { repairMedia } from '../media/repair/repair.ts'
import { pruneMedia } from '../media/rows/prune.ts'
import { removeStatus } from '../statuses/delete.ts'
import { cachedCopies } from './copies.ts'

const MB = 1_048_576
const QUOTA = 800
const LARGEST = 400
const PICTURES = 7

type Step =
  | {
      do: 'fetch' | 'view' | 'favourite' | 'unfavourite' | 'delete' | 'die before the row refers to the file'
      picture: number
    }
  | { do: 'pass'; ms: number }
  | {
      do:
        | ('prune' | 'prune rows' | 'remove files' | 'restart' | 'repair')
        | ('die after the mark' | 'die after the removal' | 'lose the jobs' | 'a stray file')
    }

const picture = fc.nat({ max: PICTURES - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('fetch' as const), picture }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('view' as const, 'favourite', 'favourite', 'unfavourite', 'delete'),
      picture,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die before the row refers to the file' as const), picture }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(MINUTE, 11 * MINUTE, HOUR, 20 * DAY),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['prune', 'prune rows', 'remove files', 'restart', 'repair'] as const),
        ...(['die after the mark', 'die after the removal', 'lose the jobs', 'a stray file'] as const),
      ),
    }),
  },
)

/** Pictures 0 and 3, 1 and 4, 2 and 5 have the same content. */
const contentOf = (picture: number) => Buffer.alloc(LARGEST - 50 * (picture % 3), `${picture % 3} `)
const urlOf = (picture: number) => `https://reef.test/${picture}.png`

/** Nobody goes on with the removal of a file until its job is due again. */
function beingRemoved(error: Error): void {
  if (!(error instanceof TooMany)) throw error
}

class Story {
  app: App
  readonly #world: { app: App; advance(ms: number): void }
  readonly #ana: Account
  readonly #author: Account
  /** The post that shows each picture. */
  readonly #posts = new Map<number, Status>()
  readonly #favourites = new Set<number>()
  /** Pictures of favourites of which there was a copy. */
  readonly #mustStay = new Set<number>()

  constructor(world: { app: App; advance(ms: number): void }, ana: Account, author: Account) {
    this.#world = world
    this.#ana = ana
    this.#author = author
    const { config, clock } = world.app
    const sleep = async (ms: number) => {
      world.advance(ms)
      await setImmediate()
    }
    const ticking = { now: () => clock.now(), timer: clock.timer.bind(clock), sleep }
    this.app = { ...world.app, clock: ticking, config: { ...config, cacheMedia: QUOTA / MB } }
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'pass') return this.#world.advance(step.ms)
    if ('picture' in step) return this.#withPicture(step.do, step.picture)
    const { app } = this
    if (step.do === 'prune') await cachedCopies('media').prune(app)
    if (step.do === 'prune rows') await pruneMedia.run(app)
    if (step.do === 'remove files') await this.#removeFiles()
    if (step.do === 'repair') await repairMedia(app)
    if (step.do === 'restart') await this.#restart()
    if (step.do === 'lose the jobs') await app.db.deleteFrom('jobs').execute()
    if (step.do === 'die after the mark') await this.#mark()
    if (step.do === 'die after the removal') for (const hash of await this.#mark()) await app.storage.remove(hash)
    if (step.do === 'a stray file') await this.#stray()
  }

  async #withPicture(what: (Step & { picture: number })['do'], picture: number): Promise<void> {
    const { app } = this
    const post = await this.#show(picture)
    if (what === 'die before the row refers to the file')
      await keepFile(app, await finishedFile(app, contentOf(picture))).catch(beingRemoved)
    if (what === 'fetch') await this.#fetch(picture)
    if (what === 'view') await this.#view(picture)
    if (what === 'delete') await this.#delete(picture, post)
    if (what === 'favourite') {
      await favourite(app, this.#ana, post.id)
      this.#favourites.add(picture)
    }
    if (what === 'unfavourite' && this.#favourites.has(picture)) {
      await unfavourite(app, this.#ana, post.id)
      this.#favourites.delete(picture)
      this.#mustStay.delete(picture)
    }
  }

  /** The post of the picture, which arrives if it is not there. */
  async #show(picture: number): Promise<Status> {
    const attachments = [remotePicture({ url: urlOf(picture) })]
    const post = this.#posts.get(picture) ?? (await statusBy(this.app, this.#author, { attachments }))
    this.#posts.set(picture, post)
    return post
  }

  /** As the edge does it, when somebody looks and there is no copy. */
  async #fetch(picture: number): Promise<void> {
    const medium = await this.#medium(picture)
    assert.ok(medium, 'what a post shows has a row')
    if (medium.cached_at !== null) return
    await storeCopy(this.app, medium, { file: await finishedFile(this.app, contentOf(picture)), type: 'image' }).catch(
      beingRemoved,
    )
  }

  async #view(picture: number): Promise<void> {
    await this.app.db
      .updateTable('media')
      .set({ evictable_at: this.app.clock.now() })
      .where('remote_url', '=', urlOf(picture))
      .where('evictable_at', 'is not', null)
      .execute()
  }

  async #delete(picture: number, post: Status): Promise<void> {
    await this.app.transaction((tx) => removeStatus(tx, post, { via: 'delivery' }))
    for (const pictures of [this.#posts, this.#favourites, this.#mustStay]) pictures.delete(picture)
  }

  async #restart(): Promise<void> {
    this.app = { ...this.app, slot: createSlots() }
    await prepareMediaSecret(this.app)
  }

  /** Runs the jobs that are due, as the worker would. */
  async #removeFiles(): Promise<void> {
    const { db, clock } = this.app
    const due = db.selectFrom('jobs').selectAll().where('name', '=', 'removeFiles').where('run_at', '<=', clock.now())
    for (const { id, payload, created_at } of await due.execute()) {
      const run = { id, attempt: 1, createdAt: created_at } as JobRun
      const isDone = await removeFiles.run(this.app, payload as { hashes: string[] }, run).then(
        () => true,
        (error: Error) => {
          assert.ok(error instanceof RetryLater)
          return false
        },
      )
      if (isDone) await db.deleteFrom('jobs').where('id', '=', id).execute()
    }
  }

  async #mark(): Promise<string[]> {
    const now = this.app.clock.now()
    const query = this.app.db.updateTable('media_files').set({ refs: -1, pinned_until: now + MINUTE })
    const marked = await query.where('refs', '=', 0).where('pinned_until', '<=', now).returning('hash').execute()
    return marked.map(({ hash }) => hash)
  }

  async #stray(): Promise<void> {
    const { hash, path } = await finishedFile(this.app, 'stray')
    await this.app.storage.put(hash, path)
    const seconds = (this.app.clock.now() - 2 * DAY) / 1_000
    await utimes(storedPath(this.app, hash), seconds, seconds)
  }

  #medium(picture: number): Promise<Media | undefined> {
    return this.app.db.selectFrom('media').selectAll().where('remote_url', '=', urlOf(picture)).executeTakeFirst()
  }

  async check(): Promise<void> {
    const { db } = this.app
    const copies = await db.selectFrom('media').selectAll().where('cached_at', 'is not', null).execute()
    const bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0)
    const staying = copies.filter((copy) => copy.evictable_at === null).reduce((sum, copy) => sum + copy.bytes, 0)
    assert.ok(bytes <= Math.max(QUOTA, staying) + LARGEST, `${bytes} bytes, ${staying} of which stay`)
    const size = await db.selectFrom('cache_sizes').selectAll().where('kind', '=', 'media').executeTakeFirst()
    assert.deepEqual([size?.bytes ?? 0, size?.entries ?? 0], [bytes, copies.length])

    const present = new Set(copies.map((copy) => copy.remote_url))
    for (const picture of this.#mustStay) assert.ok(present.has(urlOf(picture)), `picture ${picture} was lost`)
    for (const picture of this.#favourites) if (present.has(urlOf(picture))) this.#mustStay.add(picture)

    const stored = new Set(await storedNames(this.app))
    for (const { file } of copies) assert.ok(file && stored.has(file), 'a copy has its file')
    for (const picture of this.#posts.keys()) assert.ok(await this.#medium(picture), 'what a post shows has a row')
  }

  /** Time passes, and everything is repaired and removed. */
  async end(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      this.#world.advance(2 * HOUR)
      await pruneMedia.run(this.app)
      await repairMedia(this.app)
      await this.#removeFiles()
    }
    await this.check()
    const media = await this.app.db.selectFrom('media').select(['file', 'remote_url']).execute()
    const files = await this.app.db.selectFrom('media_files').select(['hash', 'refs']).orderBy('hash').execute()
    const counts = Map.groupBy(media.flatMap(({ file }) => file ?? []), (hash) => hash) // biome-ignore format: short
    const expected = [...counts].map(([hash, rows]) => ({ hash, refs: rows.length }))
    assert.deepEqual(
      files,
      expected.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)),
    )
    assert.deepEqual(await storedNames(this.app), files.map(({ hash }) => hash)) // biome-ignore format: short
    const shown = [...this.#posts.keys()].map(urlOf)
    assert.deepEqual(media.map(({ remote_url }) => remote_url).toSorted(), shown.toSorted())
    assert.deepEqual(Object.values(await repairMedia(this.app)).filter((count) => count > 0), []) // biome-ignore format: short
  }
}

test('no sequence of events breaks the quota, loses what must stay, or parts files and rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 60 }), async (steps) => {
      await using world = await createTestApp()
      const author = await remoteAccount(world.app, 'bo@reef.test')
      const story = new Story(world, await localAccount(world.app, 'ana'), author)
      for (const one of steps) {
        await story.take(one)
        await story.check()
      }
      await story.end()
    }),
    { numRuns: 20 },
  )
})
