/** The inboxes of a community server, which answer only when the activity has been carried out. */
import type { Activity } from './activities.ts'
import { checkSignature } from './check-signature.ts'
import type { Performer } from './perform.ts'
import { checkSameHost, embedded, idOf } from './read.ts'
import { refuse, unreadable } from './refusal.ts'
import type { Site } from './site.ts'

/**
 * @param body of the request
 * @throws Refusal
 */
export async function receive(site: Site, performer: Performer, request: Request, body: string): Promise<void> {
  const activity = readActivity(body)
  const actor = await site.actor(activity.actor)
  checkSignature(request, body, actor.publicPem, site.clock.now())
  checkSameHost(activity.id, activity.actor)
  // A repeated delivery is refused like a wrong one, even if the first one succeeded and only its answer was lost.
  if (site.received.has(activity.id)) throw refuse('')
  await performer.receive(activity)
  site.received.add(activity.id)
}

function readActivity(body: string): Activity {
  const json = embedded(parse(body))
  if (typeof json.type !== 'string' || typeof json.id !== 'string') throw unreadable()
  return { ...json, id: json.id, type: json.type, actor: idOf(json.actor) }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw unreadable()
  }
}
