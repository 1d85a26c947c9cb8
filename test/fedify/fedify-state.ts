/** What a small application on Fedify keeps: what it was told by others, as Fedify's reading understood it. */
import type { Note, Recipient } from '@fedify/vocab'

export class FedifyState {
  readonly followers = new Map<string, Recipient>()
  /** Who is followed, after their Accept. */
  readonly following = new Set<string>()
  /** Follows that were sent, by their id: whom they are for. */
  readonly sentFollows = new Map<string, string>()
  /** Notes of others: their text as HTML. */
  readonly heard = new Map<string, string>()
  /** Names of others that they told as a change. */
  readonly names = new Map<string, string>()
  /** `ACTOR NOTE` */
  readonly likes = new Set<string>()
  readonly boosts = new Set<string>()
  readonly blocks = new Set<string>()
  /** Own notes, as they are served. */
  readonly notes = new Map<string, Note>()
  /** Types of everything that was taken, in order: Fedify calls listeners only after it verified the signature. */
  readonly taken: string[] = []
  readonly errors: unknown[] = []
}
