import type { App } from '../../core/app.ts'
import type { Id } from '../../lib/ids.ts'
import { loadEffects, orderKey, waitingDeliveries } from './waiting-deliveries.ts'

interface Delivery {
  inbox: string
  about: string
  outbox_id: Id
}

/**
 * Whether a delivery that failed need not be repeated (C23): an Undo, a Delete or a newer Update was enqueued while it was
 * under way, so that it could not be dropped then. The Undo or Delete still follows, since the attempt may have arrived.
 */
export async function isSuperseded(app: App, delivery: Delivery, jobId: Id): Promise<boolean> {
  const waiting = await waitingDeliveries(app, [orderKey(delivery)])
  const later = waiting.filter(({ id }) => id > jobId)
  const effectOf = later.length === 0 ? undefined : await loadEffects(app, delivery.about)
  const effect = effectOf?.({ payload: delivery })
  if (!effectOf || (effect !== 'create' && effect !== 'update')) return false
  const next = later.map(effectOf)
  return next.includes('remove') || (effect === 'update' && next.includes('update'))
}
