/** Limits how many forms with files arrive at once, and how much of the disk they occupy until they are handled. */
import { BodyBudget, BodyHold } from './body-budget.ts'
import { BodyError } from './body-error.ts'
import { siteOf } from './client-address.ts'
import {
  MAX_UNFINISHED_FILES,
  MAX_UPLOADS,
  MAX_UPLOADS_PER_ACCOUNT,
  MAX_UPLOADS_PER_NETWORK,
  MAX_UPLOADS_PER_SITE,
} from './limits.ts'

export interface Uploader {
  network: string
  account: string
}

/** One form with files, until it is handled. */
export interface Upload {
  /** @returns false, and counts nothing, if the disk has no room for so many bytes more */
  take(bytes: number): boolean
  release(): void
}

export class UploadBudget {
  readonly #disk: BodyBudget
  /** Network, site or account → its uploads now. Entries without any are removed. */
  readonly #running = new Map<string, number>()
  /** @param maxFileBytes the largest file that anyone may send */
  constructor(maxFileBytes: number) {
    // Everyone who sends files has proved who they are.
    this.#disk = new BodyBudget({ maxBytes: MAX_UNFINISHED_FILES * maxFileBytes, isKnown: () => true })
  }

  /** @throws BodyError `no-room` */
  begin(uploader: Uploader): Upload {
    const limits = limitsOf(uploader)
    if (limits.some(([key, max]) => (this.#running.get(key) ?? 0) >= max)) throw new BodyError('no-room')
    for (const [key] of limits) this.#add(key, 1)
    const hold = new BodyHold(this.#disk, uploader.network)
    const release = () => {
      hold.release()
      for (const [key] of limits.splice(0)) this.#add(key, -1)
    }
    return { take: (bytes) => hold.take(bytes), release }
  }

  #add(key: string, count: number): void {
    const running = (this.#running.get(key) ?? 0) + count
    if (running === 0) this.#running.delete(key)
    else this.#running.set(key, running)
  }
}

function limitsOf({ network, account }: Uploader): [key: string, max: number][] {
  const site = siteOf(network)
  return [
    ['all', MAX_UPLOADS],
    [`account ${account}`, MAX_UPLOADS_PER_ACCOUNT],
    [`network ${network}`, MAX_UPLOADS_PER_NETWORK],
    ...(site === undefined ? [] : [[`site ${site}`, MAX_UPLOADS_PER_SITE] as [string, number]]),
  ]
}
