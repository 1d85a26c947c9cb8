import { Accept } from './accept.ts'
import type { ActivityType } from './activity.ts'
import { Add } from './add.ts'
import { Announce } from './announce.ts'
import { createAnnounce } from './announced-activity.ts'
import { Block } from './block.ts'
import { Create } from './create.ts'
import { Delete } from './delete.ts'
import { Dislike } from './dislike.ts'
import { Flag } from './flag.ts'
import { Follow } from './follow.ts'
import { Like } from './like.ts'
import { Lock } from './lock.ts'
import { Move } from './move.ts'
import { Reject } from './reject.ts'
import { Remove } from './remove.ts'
import { createUndo } from './undo.ts'
import { Update } from './update.ts'

const types: readonly ActivityType[] = [
  Create,
  Update,
  Delete,
  Like,
  Dislike,
  Announce,
  Follow,
  Block,
  Lock,
  Accept,
  Reject,
  Add,
  Remove,
  Move,
  Flag,
]

/** In the order in which an Undo that names only an id tries them. */
const undoable = types.filter(({ findUndone }) => findUndone !== undefined)

const Undo = createUndo(undoable)

/** Announce is not among them, so nothing is nested deeper. */
const announced = [...types, Undo].filter(({ isAnnounced }) => isAnnounced)

const all: readonly ActivityType[] = [...types.filter((one) => one !== Announce), Undo, createAnnounce(announced)]

/**
 * The supported activity types. Every other type is answered with 202 and ignored.
 * This is a Map so that a type named `constructor` finds nothing (case 24).
 */
export const activityTypes: ReadonlyMap<string, ActivityType> = new Map(all.map((one) => [one.type, one]))
