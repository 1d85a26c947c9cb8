/** Posts of other servers, and boosts of them, which go together with the post. */
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { forgetOldest } from '../dropped/forget.ts'
import { flushViews } from '../statuses/note-views.ts'
import { dropStatuses } from './drop-statuses.ts'
import { candidates, countCached, type Droppable, type Limits, SHORTEST_MS, unkeptAmong } from './droppable.ts'
import type { CacheKind, PruneOptions } from './kind.ts'

/** Posts per transaction, which takes a few milliseconds. */
const BATCH = 20

export const cachedStatuses: CacheKind = {
  name: 'statuses',
  unit: 'rows',
  quota: ({ config }) => config.cacheStatuses,
  ttlMs: ({ config }) => config.cacheStatusDays * DAY,
  size: countCached,
  async keptSize(app) {
    const before = app.clock.now() - SHORTEST_MS
    return (await countCached(app)) - (await new Pruning(app, { before }, { isDryRun: true }).run(before, 0))
  },
  async prune(app, options = {}) {
    await flushViews(app)
    const { olderThanMs, host } = options
    const now = app.clock.now()
    const expired = now - Math.max(olderThanMs ?? cachedStatuses.ttlMs(app), SHORTEST_MS)
    const excess = olderThanMs === undefined ? (await countCached(app)) - app.config.cacheStatuses : 0
    const before = excess > 0 ? now - SHORTEST_MS : expired
    const dropped = await new Pruning(app, { before, host }, options).run(expired, excess)
    if (!options.isDryRun) await forgetOldest(app)
    return dropped
  },
}

/** One pass through the posts. A thread goes from its ends, so a post goes after the last reply to it. */
class Pruning {
  readonly #app: App
  readonly #limits: Limits
  readonly #options: PruneOptions
  /** In a dry run, what would be gone, and how many replies to each post would be. */
  readonly #gone = new Set<Id>()
  readonly #goneReplies = new Map<Id, number>()
  #dropped = 0

  constructor(app: App, limits: Limits, options: PruneOptions) {
    this.#app = app
    this.#limits = limits
    this.#options = options
  }

  /**
   * @param expired drops whatever was last looked at before this time
   * @param excess and then others, until this many rows are gone
   */
  async run(expired: number, excess: number): Promise<number> {
    for await (const { day, ids } of candidates(this.#app, this.#limits)) {
      const room = () => (day < expired ? BATCH : Math.min(excess - this.#dropped, BATCH))
      if (room() <= 0) break
      await this.#dropAmong(ids, day, room)
      await this.#options.onProgress?.(this.#dropped)
    }
    return this.#dropped
  }

  /**
   * Once the last reply is gone, the parent follows, if its own turn was before.
   * @param room how many posts may still be dropped at once
   */
  async #dropAmong(ids: readonly Id[], day: number, room: () => number): Promise<void> {
    const limits = { ...this.#limits, before: day + 1 }
    for (let wanted = ids; wanted.length > 0 && room() > 0; ) {
      const ends = (await unkeptAmong(this.#app, wanted, limits)).filter((one) => this.#isEnd(one))
      for (const left = [...ends]; left.length > 0 && room() > 0; ) await this.#drop(left.splice(0, room()))
      wanted = [...new Set(ends.flatMap(({ in_reply_to_id }) => in_reply_to_id ?? []))]
    }
  }

  #isEnd({ id, replies }: { id: Id; replies: number }): boolean {
    return replies === (this.#goneReplies.get(id) ?? 0) && !this.#gone.has(id)
  }

  async #drop(found: readonly Droppable[]): Promise<void> {
    if (this.#options.isDryRun) {
      for (const status of found) this.#note(status)
    } else {
      this.#dropped += await dropStatuses(this.#app, found, this.#limits)
      await this.#app.clock.sleep(0)
    }
  }

  #note({ id, in_reply_to_id: parent, boosts_count }: Droppable): void {
    this.#gone.add(id)
    if (parent !== null) this.#goneReplies.set(parent, (this.#goneReplies.get(parent) ?? 0) + 1)
    this.#dropped += 1 + boosts_count
  }
}
