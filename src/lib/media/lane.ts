import { MediaError } from './media-error.ts'

/** Runs jobs one after the other. So many may wait; a further one is refused. */
export class Lane {
  readonly #maxWaiting: number
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting
  }

  /** @throws MediaError if too many wait */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxWaiting) throw new MediaError(['media-decoder-busy'])
    this.#waiting++
    const turn = this.#last.then(() => {
      this.#waiting--
      return work()
    })
    this.#last = turn.catch(() => {})
    return await turn
  }
}
