import { compiled } from '../../db/compiled.ts'
import { int, text } from '../../db/tables/columns.ts'
import type { Reader } from '../app.ts'

/** Domains per query. Each costs one look-up in the index, however many accounts it has. */
const BATCH = 500

/** The domains of all known remote accounts, in order. */
export async function* knownDomains(app: Reader): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const domains = (await findDomains(app, { after, limit: BATCH })).flatMap((row) => row.domain ?? [])
    if (domains.length > 0) yield domains
    if (domains.length < BATCH) return
    after = domains.at(-1) as string
  }
}

/** Jumps from each domain to the next one, because `distinct` would read the row of every account. */
const findDomains = compiled({ after: text(), limit: int() }, (db, { after, limit }) =>
  db
    .withRecursive('found(domain)', (db) =>
      db
        .selectFrom('accounts')
        .select((select) => select.fn.min<string | null>('domain').as('domain'))
        .where('domain', '>', after)
        .unionAll(
          db
            .selectFrom('found')
            .select((select) =>
              select
                .selectFrom('accounts as a')
                .select((of) => of.fn.min<string | null>('a.domain').as('domain'))
                .whereRef('a.domain', '>', 'found.domain')
                .as('domain'),
            )
            .where('found.domain', 'is not', null),
        ),
    )
    .selectFrom('found')
    .select('found.domain')
    .where('found.domain', 'is not', null)
    .limit(limit),
)
