/** Reads the properties that activities of every type share. Pure: nothing is looked up. */
import { hash } from 'node:crypto'
import { isObject, type JsonObject, readAudience, readId, readTime, readTypes } from './read.ts'
import { normalizeId, sameOrigin } from './uris.ts'

export interface Envelope {
  kind: 'activity'
  /** The activity's own id, or one derived from its content, because Mastodon's Add and Remove have none. */
  id: string
  hasOwnId: boolean
  /** The first of `types`. */
  type: string
  types: string[]
  /** The actor's id. */
  actor: string
  object: unknown
  objectId?: string
  target: unknown
  targetId?: string
  /** Unix milliseconds. */
  published?: number
  to: string[]
  cc: string[]
  /** The whole activity, for properties that only one type has. */
  json: JsonObject
}

/** The document is not an activity. The answer is 400, so the sender does not retry (E-41). The message may be sent. */
interface EnvelopeProblem {
  kind: 'problem'
  message: string
}

/** Reads the envelope of an activity that was received or embedded. */
export function readEnvelope(json: unknown): Envelope | EnvelopeProblem {
  if (!isObject(json)) return problem('The activity must be a JSON object.')
  const types = readTypes(json)
  const [type] = types
  if (type === undefined) return problem('The activity has no type.')
  const actor = readId(json.actor)
  if (actor === undefined) return problem('The activity must name one actor.')
  const hasOwnId = json.id !== undefined && json.id !== null && json.id !== '' // Socialhome
  const id = hasOwnId ? normalizeId(json.id) : derivedId(json, actor)
  if (id === undefined) return problem('The id of the activity is not an http or https URL.')
  if (!sameOrigin(id, actor)) return problem('The id of the activity is on another server than its actor.')
  return {
    kind: 'activity',
    id,
    hasOwnId,
    type,
    types,
    actor,
    object: json.object,
    objectId: readId(json.object),
    target: json.target,
    targetId: readId(json.target),
    published: readTime(json.published),
    ...readAudience(json),
    json,
  }
}

/** An activity that is sent twice gets the same id both times, so it takes effect once. */
function derivedId(json: JsonObject, actor: string): string {
  return `${actor.split('#', 1)[0]}#unnamed-${hash('sha256', JSON.stringify(json))}`
}

function problem(message: string): EnvelopeProblem {
  return { kind: 'problem', message }
}
