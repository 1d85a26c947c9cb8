/** What a small Fedify application stores: what it received, as Fedify parsed it. */
import type { Note, Recipient } from '@fedify/vocab'

export class FedifyState {
  readonly followers = new Map<string, Recipient>()
  /** Accounts followed, after their Accept. */
  readonly following = new Set<string>()
  /** The target of each sent Follow, by the id of the Follow. */
  readonly sentFollows = new Map<string, string>()
  /** Notes of other actors: their HTML content by id. */
  readonly received = new Map<string, string>()
  /** The changed names of other actors, by id. */
  readonly names = new Map<string, string>()
  /** `ACTOR NOTE` */
  readonly likes = new Set<string>()
  readonly boosts = new Set<string>()
  readonly blocks = new Set<string>()
  /** Own notes, as they are served. */
  readonly notes = new Map<string, Note>()
  /**
   * The types of all processed activities, in order. Fedify calls listeners only after it has verified the signature.
   */
  readonly processed: string[] = []
  readonly errors: unknown[] = []
}
