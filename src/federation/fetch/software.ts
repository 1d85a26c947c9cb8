/**
 * Which software another server runs, as its NodeInfo says. It is asked only where the form of a private message depends
 * on it, and its answer is kept with the host. Nothing else depends on it (E-10).
 */
import { fetchSoftware, type Software } from '../../activitypub/fetch-nodeinfo.ts'
import type { App } from '../../core/app.ts'
import { AtollError } from '../../core/errors.ts'
import { compiled } from '../../db/compiled.ts'
import { text } from '../../db/tables/columns.ts'
import { hostPause, hostState } from '../../delivery/host-health.ts'
import { DAY, MINUTE, SECOND } from '../../lib/durations.ts'
import { fetchWithin, withLookUpBudget } from './budget.ts'
import { singleFlight } from './single-flight.ts'

/** How long a person who writes a post waits for the NodeInfo of a server that is asked for the first time. */
const WAIT_MS = 3 * SECOND
/** How long an answer counts. */
const ANSWER_TTL_MS = DAY
/** How long a server that gave no usable answer is not asked again. */
const FAILURE_TTL_MS = 10 * MINUTE

/**
 * The software of a host. Not for use in a transaction, since it may wait for the host, for `WAIT_MS` at most.
 * @returns what it said last; undefined if it has never said anything
 */
export async function softwareOf(app: App, host: string): Promise<Software | undefined> {
  const [row] = await selectSoftware(app, { host })
  const known = row && knownSoftware(row)
  const isDue = (row?.software_until ?? 0) <= app.clock.now()
  // A host whose deliveries wait would only make the author wait too.
  if (!isDue || hostPause(await hostState(app, host), app.clock.now()) > 0) return known
  return (await ask(app, host)) ?? known
}

const selectSoftware = compiled({ host: text() }, (db, { host }) =>
  db.selectFrom('hosts').select(['software', 'software_version', 'software_until']).where('host', '=', host),
)

function knownSoftware({ software, software_version }: { software: string | null; software_version: string | null }) {
  return software === null || software_version === null ? undefined : { name: software, version: software_version }
}

/** @returns undefined if the host gives no usable answer in time, or if too much is fetched at the moment */
async function ask(app: App, host: string): Promise<Software | undefined> {
  try {
    return await singleFlight(app, `software https://${host}/`, () => askAndKeep(app, host))
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    return undefined
  }
}

async function askAndKeep(app: App, host: string): Promise<Software | undefined> {
  const answer = await withLookUpBudget(app, { withinMs: WAIT_MS }, (budget) =>
    fetchSoftware(fetchWithin(app, budget), host, { allowHttp: app.config.allowPrivateAddresses }),
  )
  const software = answer.kind === 'found' ? answer.software : undefined
  await keep(app, host, software)
  return software
}

/** A failure leaves what the host said before. */
async function keep(app: App, host: string, software: Software | undefined): Promise<void> {
  const row = {
    ...(software && { software: software.name, software_version: software.version }),
    software_until: app.clock.now() + (software ? ANSWER_TTL_MS : FAILURE_TTL_MS),
  }
  await app.db
    .insertInto('hosts')
    .values({ host, ...row })
    .onConflict((conflict) => conflict.column('host').doUpdateSet(row))
    .execute()
}
