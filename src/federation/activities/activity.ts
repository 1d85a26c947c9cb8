/** What each type of activity is made of: one file a type, both how it is sent and how it is received. */
import type { App, Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Purpose } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import type { Budget } from '../fetch/budget.ts'

/** An authenticated activity: its actor is the signer. Everything else in it is a claim. */
export interface Incoming {
  /** Mastodon's Add and Remove have none. */
  id: string | undefined
  type: string
  actor: Account
  /** As it was sent: an id, an object, or a list. */
  object: unknown
  /** The id of what it is about, when it has a usable one. */
  objectId: string | undefined
  to: readonly string[]
  cc: readonly string[]
  /** The whole document. */
  json: Readonly<Record<string, unknown>>
  /** The local account whose own inbox it came to; null for the shared inbox. */
  recipientId: Id | null
  receivedAt: number
  /** How many requests it may make us send. */
  budget: Budget
}

/** The second beat: writes in one transaction with the receipt (C12), and never waits on the network. */
export type Commit = (tx: Tx) => Promise<void>

/** An activity that is to be undone: named by its id, or by what it was about (C11). */
export interface Undone {
  id: string | undefined
  objectId: string | undefined
  actor: Account
  /** As embedded in the Undo, if it was. */
  object: unknown
}

export interface ActivityType {
  type: string
  /** What sending one does to its object, for what waits about the same one (C23). Undefined: it is never sent. */
  purpose?: Purpose
  /**
   * C11: actor and object say it all, whatever the id. An Undo that overtakes it is then remembered by the two (C9).
   */
  isKeyedByObject?: true
  /** even a suspended actor may still do this, because it only removes something of its own. */
  isAllowedWhenSuspended?: true
  /** Pure: whether this can be such an activity at all. What fails is dropped without a further look. */
  verify(activity: Incoming): boolean
  /**
   * The first beat: looks things up and may fetch. Answers what is to be written, or undefined for nothing.
   * Throws Declined and its kin (dropped), Unavailable (tried again).
   */
  receive(app: App, activity: Incoming): Promise<Commit | undefined>
  /** Undoes an activity of this type. Answers whether there was one (C9). */
  undo?(tx: Tx, undone: Undone): Promise<boolean>
}
