import { Accept } from './accept.ts'
import type { ActivityType } from './activity.ts'
import { Add } from './add.ts'
import { Announce } from './announce.ts'
import { Block } from './block.ts'
import { Create } from './create.ts'
import { Delete } from './delete.ts'
import { Follow } from './follow.ts'
import { Like } from './like.ts'
import { Reject } from './reject.ts'
import { Remove } from './remove.ts'
import { Undo } from './undo.ts'
import { Update } from './update.ts'

/** What is understood; every other type is answered 202 and ignored. */
const received = [Create, Update, Delete, Follow, Accept, Reject, Undo, Like, Announce, Block, Add, Remove] as const

/** A Map, so that a type called `constructor` finds nothing (case 24). */
export const activityTypes: ReadonlyMap<string, ActivityType> = new Map(received.map((one) => [one.type, one]))
