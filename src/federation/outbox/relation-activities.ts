/** Follow, Accept, Reject, Like, Block and Undo: one actor tells another one. */

import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { type Activity, embedded } from './activity.ts'

interface Pair {
  /** The activity's own id. */
  uri: string
  actor: string
}

/** */
export function renderFollow({ uri, actor, target }: Pair & { target: string }): Activity {
  return { id: uri, type: 'Follow', actor, to: [target], cc: [], object: target }
}

/**
 * the answer to a Follow, which it embeds: Akkoma and others look for its id, Mastodon also for the pair.
 * @param answer.uri id of the answer
 */
export function renderAnswer(type: 'Accept' | 'Reject', answer: Pair, follow: Activity): Activity {
  return { ...answerEnvelope(answer, follow.actor), type, object: embedded(follow) }
}

function answerEnvelope({ uri, actor }: Pair, to: string) {
  return { id: uri, actor, to: [to], cc: [] }
}

/** LookedUp to the author, who alone is told (Mastodon sends no addressing; Akkoma's validator wants it). */
export function renderLike({ uri, actor, object, author }: Pair & { object: string; author: string }): Activity {
  return { id: uri, type: 'Like', actor, to: [author], cc: [], object }
}

/** */
export function renderBlock({ uri, actor, target }: Pair & { target: string }): Activity {
  return { id: uri, type: 'Block', actor, to: [target], cc: [], object: target }
}

/** embeds what is undone, with the id that was sent, since Akkoma undoes known ids only. */
export function renderUndo(undone: Activity): Activity {
  const isAnnounce = undone.type === 'Announce'
  return {
    id: `${undone.id}${undone.id.includes('#') ? '/' : '#'}undo`,
    type: 'Undo',
    actor: undone.actor,
    to: isAnnounce ? [PUBLIC] : undone.to,
    cc: isAnnounce ? undone.to.concat(undone.cc).filter((one) => one !== PUBLIC) : undone.cc,
    object: embedded(undone),
  }
}
