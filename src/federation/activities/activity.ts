/** What an activity type consists of. Each type has one file, which contains both sending and receiving. */
import type { App, Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Effect } from '../../db/tables/outbox.ts'
import type { Id } from '../../lib/ids.ts'
import type { Budget } from '../fetch/budget.ts'

/** An authenticated activity: its actor is the signer. Everything else in it is unverified. */
export interface Incoming {
  /** Undefined for Mastodon's Add and Remove, which have no id. */
  id: string | undefined
  type: string
  actor: Account
  /** The `object` as received: an id, an object, or a list. */
  object: unknown
  /** The id of the object, if it has a valid one. */
  objectId: string | undefined
  to: readonly string[]
  cc: readonly string[]
  /** The whole document. */
  json: Readonly<Record<string, unknown>>
  /** The local account whose personal inbox received it; null for the shared inbox. */
  recipientId: Id | null
  receivedAt: number
  /** How often it has been processed, this time included. */
  attempt: number
  /**
   * The community that announced it and vouches for it: its actor may do this in the community (FEP-1b12). Undefined if
   * the actor sent it.
   */
  community?: Account
  /** Limits the requests that processing this activity may cause. */
  budget: Budget
}

/**
 * The commit phase: writes in the same transaction as the receipt (C12). It must not wait on the network. Only the
 * result `NO_EFFECT` matters.
 */
export type Commit = (tx: Tx) => Promise<unknown>

/** The result of a commit that changed nothing and only remembers the activity, in case its object still arrives. */
export const NO_EFFECT = Symbol('no effect')

/** The commit of an activity whose effect a fetch from its origin has already stored. */
export const STORED_BY_FETCH: Commit = async () => {}

/** The activity that an Undo undoes, identified by its id, or by its actor and object (C11). */
export interface Undone {
  id: string | undefined
  objectId: string | undefined
  actor: Account
  /** The community that announced the Undo, as in `Incoming`. */
  community?: Account | undefined
  /** The `object` of the Undo as received: the embedded activity, or its id. */
  object: unknown
  /** The Undo itself. */
  json: Readonly<Record<string, unknown>>
}

/** A stored activity, and how to undo it. */
export interface Done {
  /** Its id. Null if it is not known. */
  uri: string | null
  undo(): Promise<unknown>
}

export interface ActivityType {
  type: string
  /**
   * What the activity does to its object. It decides which unsent activities about the same object it replaces (C23).
   * Undefined for a type that we never send.
   */
  effect?: Effect
  /**
   * Actor and object identify the activity, whatever its id (C11). An Undo that arrives first is remembered under these
   * two (C9).
   */
  isKeyedByObject?: true
  /** Communities announce it to their members, so it counts as if its actor had sent it (FEP-1b12). */
  isAnnounced?: true
  /** A suspended actor may still send this, because it only ends or corrects something of its own. */
  isAllowedWhenSuspended?: true
  /** Checks the activity without I/O. An activity that fails the check is dropped. */
  verify(activity: Incoming): boolean
  /**
   * The gather phase: reads the database and may fetch.
   * @returns the writes to commit, or undefined if the activity has no effect
   * @throws Declined and other permanent errors, which drop the activity; Unavailable, which retries it
   */
  receive(app: App, activity: Incoming): Promise<Commit | undefined>
  /**
   * Finds what an Undo of an activity of this type undoes.
   * @returns undefined if no such activity is stored; the Undo may have arrived first (C9)
   */
  findUndone?(tx: Tx, undone: Undone): Promise<Done | undefined>
}
