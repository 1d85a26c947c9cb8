/** The deliveries to an inbox about one object that no worker is making now. */
import type { App } from '../../core/app.ts'
import type { JobRow } from '../../db/tables/jobs.ts'
import type { Effect } from '../../db/tables/outbox.ts'
import { DELIVER } from '../../delivery/host-health.ts'
import type { Id } from '../../lib/ids.ts'

type Db = Pick<App, 'db'>

export const WAITING = ['id', 'order_key', 'attempts', 'last_error', 'payload'] as const
export type Waiting = Pick<JobRow, (typeof WAITING)[number]>

/** Deliveries with the same key are made one at a time, in the order in which they were enqueued. */
export function orderKey({ inbox, about }: { inbox: string; about: string }): string {
  return `${inbox} ${about}`
}

/** The waiting deliveries with these keys, oldest first. */
export function waitingDeliveries({ db }: Db, keys: readonly string[]): Promise<Waiting[]> {
  return db
    .selectFrom('jobs')
    .select(WAITING)
    .where('order_key', 'in', keys)
    .where('name', '=', DELIVER)
    .where('leased_by', 'is', null)
    .orderBy('id')
    .execute()
}

/** Finds what the activity of a delivery does to the object that it is about. */
export type EffectOf = (row: Pick<Waiting, 'payload'>) => Effect | undefined

/** @returns undefined if nothing about this object was sent lately */
export async function loadEffects({ db }: Db, about: string): Promise<EffectOf | undefined> {
  const rows = await db.selectFrom('outbox').select(['id', 'effect']).where('object_uri', '=', about).execute()
  const effects = new Map(rows.map((row) => [row.id, row.effect]))
  return rows.length === 0 ? undefined : ({ payload }) => effects.get((payload as { outbox_id: Id }).outbox_id)
}
