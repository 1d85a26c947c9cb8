import type { Json } from '../peer.ts'

/** Why a request is refused. Lemmy answers `{"error": …}`, with a `message` if the error is `unknown`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly body: Json

  constructor(error: string, { message, status = 400 }: { message?: string; status?: number } = {}) {
    super(message ?? error)
    this.status = status
    this.body = { error, ...(message !== undefined && { message }) }
  }
}

/** A refusal for which Lemmy has no code of its own. */
export function refuse(message: string, status?: number): Refusal {
  return new Refusal('unknown', { message, ...(status && { status }) })
}

/** Lemmy's answer to a document in which a property is missing or has an unexpected form. */
export function unreadable(kind = 'AnnouncableActivities'): Refusal {
  return refuse(`data did not match any variant of untagged enum ${kind}`)
}
