/** Processes a received activity (C12, C13). Its effect and the end of its job are one transaction. */
import { z } from 'zod'
import { readEnvelope } from '../../activitypub/activity-envelope.ts'
import { parseDocument } from '../../activitypub/parse-document.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { requireUnblocked } from '../../core/domains/is-blocked.ts'
import { AtollError, Declined, TooMany, Unavailable } from '../../core/errors.ts'
import type { InboxRow } from '../../db/tables/inbox.ts'
import { finish } from '../../jobs/finish.ts'
import { FINISHED, type JobRun, job } from '../../jobs/job.ts'
import type { Id } from '../../lib/ids.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { type Commit, NO_EFFECT, STORED_BY_FETCH } from '../activities/activity.ts'
import { receiveAuthenticated } from '../activities/authenticated.ts'
import { activityTypes } from '../activities/index.ts'
import { createBudget } from '../fetch/budget.ts'
import { RETRY_POLICY, retryOrDrop } from '../fetch/retry-policy.ts'
import { refreshIfStale } from '../refresh/actor.ts'
import { countProcessed, isIntakeBusy } from './backlog.ts'
import { forward } from './forward.ts'
import { receiveForwarded } from './forwarded.ts'
import { countNoEffect } from './no-effect.ts'
import { clearReceipt, findReceipt } from './receipts.ts'
import { type ReceivedActivity, recentActivities } from './recent.ts'

const CONCURRENCY = 64
/**
 * The pace while activities arrive: enough to make progress, few enough to leave the CPU to the intake, and claimed
 * together.
 */
const WHILE_BUSY = { jobs: 8, turns: 8 }
interface ReceiveJob {
  inbox_id: Id
  /** The actor, a space, and the object: activities with the same key are processed in the order of their arrival. */
  order: string
}

export const receive = job<ReceiveJob, App>(
  'receive',
  {
    payload: z.object({ inbox_id: z.number(), order: z.string() }),
    ...RETRY_POLICY,
    concurrency: CONCURRENCY,
    pace: (app) => (isIntakeBusy(app) ? WHILE_BUSY : undefined),
    inOrder: ({ order }) => order,
  },
  async (app, { inbox_id }, run) => {
    const received = await loadActivity(app, inbox_id)
    const result = received && (await process(app, received, run))
    app.slot(recentActivities).forget(inbox_id)
    countProcessed(app)
    return result
  },
)

async function loadActivity(app: App, id: Id): Promise<ReceivedActivity | undefined> {
  const recent = app.slot(recentActivities).get(id)
  if (recent) return recent
  const row = await findReceipt(app, id)
  // The body was stored as received. Parsing it removes what no text column can hold, such as NUL (case 23).
  return row && { row, envelope: readEnvelope(parseDocument(row.body)) }
}

async function process(app: App, received: ReceivedActivity, run: JobRun): Promise<typeof FINISHED> {
  const { row } = received
  let hadEffect = false
  try {
    hadEffect = await end(app, row, run, await prepare(app, received, run))
  } catch (error) {
    retryOrLog(app, row, run, error)
    await end(app, row, run)
  }
  if (!hadEffect) countNoEffect(app, hostOf(row.signer_uri) ?? '', row.body.length)
  return FINISHED
}

/** Writes the effect, clears the receipt and ends the job, all in one transaction. @returns whether there was an effect */
async function end(app: App, row: InboxRow, run: JobRun, commit?: Commit): Promise<boolean> {
  return app.transaction(async (tx) => {
    const outcome = commit ? await commit(tx) : NO_EFFECT
    await clearReceipt(tx, row.id)
    await finish(tx, run)
    return outcome !== NO_EFFECT
  })
}

/** Returns if the activity is dropped: the error is the sender's mistake, or the activity is not relevant here. */
function retryOrLog(app: App, row: InboxRow, { attempt }: JobRun, error: unknown): void {
  if (!(error instanceof AtollError)) throw error
  if (error instanceof Unavailable) retryOrDrop(error, attempt, app.random)
  if (error instanceof TooMany)
    retryOrDrop(new Unavailable(app.uris.host, error.reason, error.retryAfterMs), attempt, app.random)
  const { code, params } = error
  const reason = sentenceOf(error.reason)
  app.log.debug({ inbox: row.id, signer: row.signer_uri, code, params, reason }, 'activity dropped')
}

/** Checks the activity and fetches what it needs. @returns the writes to commit, or undefined if there are none */
async function prepare(
  app: App,
  { row, envelope }: ReceivedActivity,
  { attempt }: JobRun,
): Promise<Commit | undefined> {
  if (envelope.kind === 'problem') throw new Declined('protocol-error', { reason: envelope.message })
  // The server may have been blocked after it sent this.
  const sender = hostOf(row.signer_uri) ?? ''
  await requireUnblocked(app, sender)
  // Forwarded by another actor: it proves nothing and only causes a fetch from the origin.
  if (envelope.actor !== row.signer_uri) return receiveForwarded(envelope, sender)
  const budget = createBudget({ cause: { kind: 'sender', host: sender }, needsPermit: true })
  const circumstances = { recipientId: row.recipient_id, receivedAt: row.received_at, attempt, budget }
  const received = await receiveAuthenticated(app, activityTypes, envelope, circumstances)
  if (!received) return undefined
  const { actor, commit } = received
  return async (tx) => {
    if (commit && commit !== STORED_BY_FETCH) await forward(tx, envelope, row.body)
    const outcome = commit ? await commit(tx) : NO_EFFECT
    await refreshIfStale(tx, actor)
    return outcome
  }
}
