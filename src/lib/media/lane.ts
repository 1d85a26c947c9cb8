import { MediaError } from './media-error.ts'

/** Whose job it is. Groups take turns, and within a group its members do, so that nobody waits for all of another's jobs. */
export interface MediaSender {
  /** `uploads` of people here, or `copies` of what other servers have. */
  group: 'uploads' | 'copies'
  /** An account here, or a host. */
  member: string
}

type Begin = () => void

/** What one member may have waiting, as a part of what a whole group may. */
const MEMBER_SHARE = 0.5

/** Runs one job at a time. So many of a group may wait; a further one is refused. */
export class Lane {
  readonly #maxWaiting: number
  /** Group → member → what waits, oldest first. Whoever had a turn goes to the end. Nothing in it is empty. */
  readonly #groups = new Map<MediaSender['group'], Map<string, Begin[]>>()
  #isBusy = false

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting
  }

  /** @throws MediaError if too many wait */
  async run<T>(sender: MediaSender, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await this.#turnOf(sender)
    this.#isBusy = true
    try {
      return await work()
    } finally {
      this.#goOn(sender)
    }
  }

  #turnOf({ group, member }: MediaSender): Promise<void> {
    const members = this.#groups.get(group) ?? new Map<string, Begin[]>()
    const own = members.get(member) ?? []
    const waiting = [...members.values()].reduce((sum, { length }) => sum + length, 0)
    if (waiting >= this.#maxWaiting || own.length >= this.#maxWaiting * MEMBER_SHARE)
      throw new MediaError(['media-decoder-busy'])
    return new Promise((resolve) => {
      own.push(resolve)
      members.set(member, own)
      this.#groups.set(group, members)
    })
  }

  /** Lets the next one begin, which then occupies the lane without a moment in between. */
  #goOn({ group, member }: MediaSender): void {
    const members = this.#groups.get(group)
    if (members) moveToEnd(members, member)
    moveToEnd(this.#groups, group)
    const begin = this.#next()
    if (begin) begin()
    else this.#isBusy = false
  }

  #next(): Begin | undefined {
    for (const [group, members] of this.#groups)
      for (const [member, waiting] of members) {
        const begin = waiting.shift()
        if (waiting.length === 0) members.delete(member)
        if (members.size === 0) this.#groups.delete(group)
        return begin
      }
    return undefined
  }
}

function moveToEnd<K, V>(map: Map<K, V>, key: K): void {
  const value = map.get(key)
  if (value === undefined) return
  map.delete(key)
  map.set(key, value)
}
