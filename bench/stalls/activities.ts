/** One activity of each type that other servers send, by the remote account with the most followers. */
import { readEnvelope } from '../../src/activitypub/activity-envelope.ts'
import { recordActivity } from '../../src/federation/inbox/record.ts'
import { type Bed, FIRST, LATE_PARENT, remoteUri } from './bed.ts'

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'
type Activity = Record<string, unknown> & { type: string }

/** Type → activities of that type. `run.ts` fails if a supported type is missing here. */
export const activities: Record<string, (bed: Bed) => Activity[]> = {
  Create: () => [{ type: 'Create', object: lateParent() }],
  Update: (bed) => [{ type: 'Update', object: note(bed.idol.uri, 'https://idols.test/notes/hit', 'Changed') }],
  Like: (bed) => [{ type: 'Like', object: hitUri(bed) }],
  Announce: (bed) => [{ type: 'Announce', object: hitUri(bed), to: [PUBLIC] }],
  Follow: (bed) => [{ type: 'Follow', object: bed.star.account.uri }],
  Accept: (bed) => [{ type: 'Accept', object: bed.reader.account.uri }],
  Reject: (bed) => [{ type: 'Reject', object: bed.reader.account.uri }],
  Add: (bed) => [{ type: 'Add', object: 'https://idols.test/notes/hit', target: bed.idol.featured_url }],
  Remove: (bed) => [{ type: 'Remove', object: 'https://idols.test/notes/hit', target: bed.idol.featured_url }],
  Block: (bed) => [{ type: 'Block', object: bed.reader.account.uri }],
  Undo: (bed) => [
    { type: 'Undo', object: { type: 'Like', actor: bed.idol.uri, object: hitUri(bed) } },
    { type: 'Undo', object: { type: 'Announce', actor: bed.idol.uri, object: hitUri(bed) } },
    { type: 'Undo', object: { type: 'Follow', actor: bed.idol.uri, object: bed.star.account.uri } },
    { type: 'Undo', object: 'https://idols.test/activities/unknown' },
  ],
  Delete: (bed) => [
    { type: 'Delete', object: 'https://idols.test/notes/hit' },
    { type: 'Delete', object: bed.idol.uri },
  ],
}

let sent = 0

/** Stores an activity as if its request had been verified. The job that processes it follows. */
export async function deliverActivity({ server: { app }, idol }: Bed, activity: Activity): Promise<void> {
  const id = `https://idols.test/activities/${++sent}`
  const body = JSON.stringify({ id, actor: idol.uri, ...activity })
  const envelope = readEnvelope(JSON.parse(body))
  if (envelope.kind === 'problem') throw new Error(envelope.message)
  const received = { envelope, body: Buffer.from(body), signature: id, signerUri: idol.uri, recipientId: null }
  await recordActivity(app, received)
}

function hitUri({ server: { app }, hit }: Bed): string {
  return `${app.uris.origin}/ap/statuses/${hit}`
}

function lateParent() {
  return note('https://idols.test/users/idol', LATE_PARENT, 'Late')
}

function note(attributedTo: string, id: string, content: string) {
  const published = new Date().toISOString()
  const cc = [`${attributedTo}/followers`]
  return { type: 'Note', id, attributedTo, content, published, updated: published, to: [PUBLIC], cc }
}

/** The payloads of jobs that follow from no request or activity above. */
export const otherJobs: Record<string, (bed: Bed) => unknown> = {
  refetchStatus: () => ({ uri: 'https://peer1.test/replies/1' }),
  refetchHidden: () => ({ uri: 'https://peer1.test/replies/2' }),
  restoreStatus: () => ({ uri: 'https://gone.test/notes/1', actor_uri: 'https://gone.test/users/1' }),
  resolveThread: () => ({ status_id: FIRST.waiting + 1, parent_uri: LATE_PARENT }),
  refreshActor: () => ({ uri: remoteUri(3) }),
  fetchForwarded: () => ({ uri: 'https://peer1.test/notes/forwarded' }),
  syncFollowers: (bed) => ({ account_id: bed.idol.id, url: 'https://idols.test/sync', digest: 'x' }),
  announceKeys: async ({ server: { app }, star }) => {
    // Its new keys take effect now.
    await app.db.updateTable('account_keys').set({ created_at: 0 }).where('account_id', '=', star.account.id).execute()
    return { account_id: star.account.id }
  },
  forgetFormerKeys: (bed) => ({ account_id: bed.star.account.id }),
  confirmMissing: (bed) => ({ uri: bed.idol.uri }),
  fetchMedium: () => ({ key: 'copy8', host: 'peer1.test' }),
  describeCopy: () => ({ id: FIRST.upload + 1 }),
  registerEarlierMedia: () => ({ table: 'attachments', after: 0 }),
  removeFiles: () => ({ hashes: ['0'.repeat(64)] }),
}
