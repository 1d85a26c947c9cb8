import { type Expression, type RawBuilder, sql } from 'kysely'
import { IDS_PER_SLOT, type Id, LOW_BITS } from '../lib/ids.ts'

/** Where a series of ids starts, as placeholders of a compiled query. */
interface SeriesStart {
  start: Expression<Id>
  step: Expression<number>
}

/**
 * The id of a row in a statement that inserts many (`ids.reserve`). SQLite receives numbers as floating point, so they
 * are cast before they are divided.
 * @param number the row number, from 1 to the number of reserved ids
 */
export function idInSeriesSql({ start, step }: SeriesStart, number: Expression<number>): RawBuilder<Id> {
  const place = sql`(${number} - 1 + cast(${step} as bigint))`
  const [perSlot, perMs] = [sql.lit(IDS_PER_SLOT), sql.lit(LOW_BITS)]
  return sql<Id>`cast(${start} as bigint) + ${place} / ${perSlot} * ${perMs} + ${place} % ${perSlot}`
}
