/** The job that delivers one activity to one inbox, in order for each object and, at first, for each author. */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { DELIVERY_POLICY, type DeliveryRequest, deliverTo, Refused } from '../../delivery/deliver.ts'
import { DELIVER } from '../../delivery/host-health.ts'
import { type JobRun, job } from '../../jobs/job.ts'
import { followersHeader } from './followers-header.ts'
import { isSuperseded } from './is-superseded.ts'
import { noteAcceptance, noteRefusal } from './note-refusal.ts'
import { loadOutgoing } from './outgoing.ts'
import { orderKey } from './waiting-deliveries.ts'

const HEADERS = { 'content-type': 'application/activity+json', accept: 'application/activity+json' }

const payload = z.object({
  inbox: z.string(),
  /** The activity is a row of `outbox`. */
  outbox_id: z.number(),
  /** The ordering key: deliveries about one object are made in order, Create before Update before Delete. */
  about: z.string(),
  /** The local account that it is from, whose deliveries are begun in order. Absent if the activity is forwarded. */
  author: z.number().optional(),
})
type Delivery = z.infer<typeof payload>

export const deliver = job(
  DELIVER,
  {
    payload,
    ...DELIVERY_POLICY,
    inOrder: (delivery: Delivery) => orderKey(delivery),
    firstInOrder: ({ inbox, author }: Delivery) => (author === undefined ? undefined : `${inbox} ${author}`),
    lane: ({ inbox }: Delivery) => hostOf(inbox) ?? '',
  },
  async (app: App, delivery: Delivery, run) => {
    try {
      const accepted = await deliverTo(app, delivery.inbox, run, () => loadRequest(app, delivery, run))
      await noteAcceptance(app, delivery, accepted)
    } catch (error) {
      if (error instanceof Refused) await noteRefusal(app, delivery, error.answer)
      throw error
    }
  },
)

interface ActivityRequest extends DeliveryRequest {
  type: string
}

async function loadRequest(app: App, delivery: Delivery, run: JobRun): Promise<ActivityRequest | undefined> {
  if (run.attempt > 1 && (await isSuperseded(app, delivery, run.id))) return undefined
  const { inbox, outbox_id } = delivery
  const outgoing = await loadOutgoing(app, outbox_id)
  if (!outgoing) return undefined
  // If the two servers disagree on who follows, a followers-only post reaches the wrong accounts (FEP-8fcf).
  const added = outgoing.audience === 'followers' ? await followersHeader(app, outgoing.accountId, inbox) : undefined
  const { type, body, accountId, signingKey, digest } = outgoing
  return { type, body, headers: { ...HEADERS, ...added }, signature: { accountId, signingKey, digest } }
}
