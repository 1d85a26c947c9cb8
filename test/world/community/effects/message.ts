/** Private messages: ChatMessage, to one person of this server. */
import type { Json } from '../../peer.ts'
import type { Activity } from '../activities.ts'
import { checkSame, checkSameHost, idOf, listOf, textOf } from '../read.ts'
import { refuse, unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Message } from '../state.ts'
import type { Effect } from './effect.ts'

export async function writeMessage(site: Site, activity: Activity, object: Json): Promise<Effect> {
  const [to, ...others] = listOf(object.to)
  const html = textOf(object.content)
  if (to === undefined || others.length > 0 || html === undefined) throw unreadable()
  checkSame(String(listOf(activity.to)), to)
  checkSame(activity.actor, idOf(object.attributedTo))
  const id = idOf(object)
  checkSameHost(activity.actor, id)
  await site.actor(to)
  const published = textOf(object.published) ?? site.clock.iso()
  return {
    apply: () => void site.messages.set(id, { id, from: activity.actor, to, published, html, deleted: false }),
  }
}

export function deleteMessage(activity: Activity, message: Message, deleted: boolean): Effect {
  if (activity.actor !== message.from) throw refuse('Urls do not match')
  return {
    apply() {
      message.deleted = deleted
    },
  }
}
