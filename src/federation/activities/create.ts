import { sameOrigin } from '../../activitypub/uris.ts'
import type { App, Reaction } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import type { Uris } from '../../core/own-uris.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import type { Activity } from '../objects/activity.ts'
import { xsdDateTime } from '../objects/json-ld.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { noteAddressing, renderNote } from '../objects/render-note.ts'
import { loadOwnPost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { namedIn } from '../outbox/recipients.ts'
import { send } from '../outbox/send.ts'
import { askToRestore } from '../refresh/restored-status.ts'
import type { ActivityType, Commit, Incoming } from './activity.ts'
import { draftReceived, readOwnNote } from './received-note.ts'

/** A post of a remote account. */
export const Create = {
  type: 'Create',
  purpose: 'open',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, create) {
    const uri = create.objectId as string
    // C25: what claims to be of this server was made by nobody else (case 45).
    if (app.uris.isLocal(uri)) throw new Declined('create-of-ours')
    const note = readOwnNote(create)
    if (!note) return fetchCreated(app, create, uri)
    // Polls have no votes here yet, and a vote is never shown as a post.
    return note.isVote ? undefined : draftReceived(app, create, note)
  },
} satisfies ActivityType

async function fetchCreated(app: App, { actor, budget }: Incoming, uri: string): Promise<Commit | undefined> {
  try {
    await fetchStatus(app, uri, { budget, onlyIfRelevant: true })
  } catch (error) {
    if (!(error instanceof Gone) || !sameOrigin(uri, actor.uri)) throw error
    return (tx) => askToRestore(tx, { uri, actor_uri: actor.uri }) // C8
  }
}

/** status.created, of a post: to followers, to those it names and to whom it answers. */
export const sendCreate: Reaction<'status.created'> = async (tx, { status_id, via }) => {
  const parts = via === 'local' ? await loadOwnPost(tx, status_id) : undefined
  if (!parts) return
  const people = await namedIn(tx, parts.status)
  await send(tx, Create, await outgoingAboutStatus(tx, { parts, activity: renderCreate(tx.uris, parts), people }))
}

/** */
export function renderCreate(uris: Uris, parts: NoteParts): Activity {
  const { status, author } = parts
  return {
    id: uris.activity(status.id),
    type: 'Create',
    actor: author.uri,
    published: xsdDateTime(status.created_at),
    ...noteAddressing(uris, parts),
    object: renderNote(uris, parts),
  }
}
