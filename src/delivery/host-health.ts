/**
 * What we know about other servers: whether they answer, and which signatures they accept. It is held in a bounded
 * cache in front of the table `hosts`, so that a delivery to a known healthy host reads and writes nothing. A circuit
 * breaker stops sending to a host after a few failures in a row. When its pause ends, a single delivery probes
 * the host. The first pauses are short, because most outages are restarts.
 */

import type { App } from '../core/app.ts'
import type { Host } from '../db/tables/hosts.ts'
import { postponeAllButOne, postponeLane, runLaneNow } from '../jobs/lanes.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../lib/durations.ts'
import { LruMap } from '../lib/lru-map.ts'
import { slot } from '../lib/slot.ts'

export type SignatureForm = 'cavage' | 'rfc9421'

export interface HostState {
  readonly host: string
  /** Failures in a row. */
  failures: number
  failingSince: number | null
  /** Nothing is sent before this instant. When it has passed, one delivery probes the host. */
  pausedUntil: number | null
  probing: boolean
  /** The running update that moves the host's waiting jobs to a later time. */
  postponing: Promise<void> | undefined
  form: SignatureForm | null
  formAt: number | null
  /** When it was last tried because it had sent us something. */
  triedAt: number
}

/** The job that delivers activities. */
export const DELIVER = 'deliver'
/** The job that sends the changes of a feed to a subscriber. */
export const DISTRIBUTE = 'distribute'
/** The job that tells a webhook of an event. */
export const DELIVER_WEBHOOK = 'deliverWebhook'
/**
 * The jobs whose lanes the breaker moves. What is not sent to inboxes has lanes of its own, so that nobody can stop what a
 * server receives by receiving something else on its host.
 */
const DELIVERIES = [DELIVER, DISTRIBUTE, DELIVER_WEBHOOK] as const
/** The form that every server accepts today (S-23). */
const DEFAULT_FORM: SignatureForm = 'cavage'

const BREAKER_FAILURES = 5
const FIRST_PAUSE_MS = 10 * SECOND
const LONGEST_PAUSE_MS = 6 * HOUR
const PAUSE_JITTER = 0.25
/** How long other deliveries wait during a probe, unless it succeeds: longer than a delivery can take. */
const PROBE_WAIT_MS = 45 * SECOND
/**
 * The same for deliveries that were claimed together with the probe. It may succeed before they are put back, so that
 * its success does not make them due.
 */
export const CLAIMED_WAIT_MS = 5 * SECOND
/** A host that has not answered for this long is given up until it sends us something. */
const GIVE_UP_AFTER_MS = 30 * DAY
/**
 * After this time the default form is tried first again, since the server may accept it now (S-21). A host that accepts
 * what we send has its row written once in this time.
 */
export const FORM_TTL_MS = 30 * DAY
/** After this time a process reads what other processes on the same database have found out. */
const SHARED_TTL_MS = MINUTE
const HOSTS_PER_QUERY = 500
/** A failing host that sends us something is tried at most once in this time. */
const TRY_EVERY_MS = MINUTE

/** The cache, by host. */
export const hostHealth = slot(() => new LruMap<string, HostState>({ max: 10_000 }))

/** The state of one host. It is shared until it is evicted, so change it only through the functions below. */
export async function hostState(app: App, host: string): Promise<HostState> {
  const state = known(app, host)
  if (state) return state
  const row = await app.db.selectFrom('hosts').selectAll().where('host', '=', host).executeTakeFirst()
  return remember(app, row, host)
}

/** The states of many hosts, in few queries. */
export async function hostStates(app: App, hosts: readonly string[]): Promise<Map<string, HostState>> {
  const found = new Map<string, HostState>()
  const missing: string[] = []
  for (const host of new Set(hosts)) {
    const state = known(app, host)
    if (state) found.set(host, state)
    else missing.push(host)
  }
  for (let from = 0; from < missing.length; from += HOSTS_PER_QUERY) {
    const slice = missing.slice(from, from + HOSTS_PER_QUERY)
    const rows = await app.db.selectFrom('hosts').selectAll().where('host', 'in', slice).execute()
    const byHost = new Map(rows.map((row) => [row.host, row]))
    for (const host of slice) found.set(host, remember(app, byHost.get(host), host))
  }
  return found
}

function known(app: App, host: string): HostState | undefined {
  return app.slot(hostHealth).get(host)
}

function remember(app: App, row: Host | undefined, host: string): HostState {
  // Another caller may have loaded it in the meantime.
  const meanwhile = known(app, host)
  if (meanwhile) return meanwhile
  const state = row ? fromRow(row) : newState(host)
  app.slot(hostHealth).set(host, state, { ttl: app.dialect.singleProcess ? 0 : SHARED_TTL_MS })
  return state
}

function newState(host: string): HostState {
  return {
    host,
    failures: 0,
    failingSince: null,
    pausedUntil: null,
    probing: false,
    postponing: undefined,
    form: null,
    formAt: null,
    triedAt: 0,
  }
}

function fromRow(row: Host): HostState {
  return {
    host: row.host,
    failures: row.failures,
    failingSince: row.failing_since,
    pausedUntil: row.paused_until,
    probing: false,
    postponing: undefined,
    form: row.signature_form,
    formAt: row.signature_form_at,
    triedAt: 0,
  }
}

/** Whether this host has not answered for so long that nothing more is sent to it. */
export function isGivenUp(state: HostState, now: number): boolean {
  return state.failingSince !== null && state.failingSince < now - GIVE_UP_AFTER_MS
}

/**
 * What the names of lanes are like that are not those of inboxes: the receivers of webhooks (`hook HOST`) and of feeds
 * (`websub HOST`) are no servers of the fediverse.
 */
export const RECEIVER_LANES = '% %'

/** Milliseconds until something may be sent to this host. A delivery that is enqueued now need not be due before. */
export function hostPause(state: HostState, now: number): number {
  return state.pausedUntil === null ? 0 : Math.max(state.pausedUntil - now, 0)
}

/**
 * Asks for permission to send to a host. After a 0, the caller must report the outcome through `hostAnswered`,
 * `hostFailed`, `hostAsksToWait` or `probeEnded`.
 * @returns 0, or the milliseconds to wait
 */
export async function admit(app: App, state: HostState): Promise<number> {
  const now = app.clock.now()
  if (state.pausedUntil === null) return 0
  const pause = hostPause(state, now)
  const isProbe = pause === 0 && !state.probing
  state.probing ||= isProbe
  try {
    await postpone(app, state, now + (pause || PROBE_WAIT_MS))
  } catch (error) {
    // Otherwise the others would wait for a probe that was never sent.
    if (isProbe) state.probing = false
    throw error
  }
  return isProbe ? 0 : pause || CLAIMED_WAIT_MS
}

/** Moves the waiting jobs of this host to a later time. Concurrent deliveries to the host share one update. */
async function postpone(app: App, state: HostState, until: number): Promise<void> {
  state.postponing ??= postponeLane(app.db, DELIVERIES, state.host, until).finally(() => {
    state.postponing = undefined
  })
  await state.postponing
}

/**
 * Reports any answer of the host: it is alive. Closes the breaker.
 * @param form the form of signature that the host accepted, if it accepted one
 */
export async function hostAnswered(app: App, state: HostState, form?: SignatureForm): Promise<void> {
  const now = app.clock.now()
  const wasFailing = state.failures > 0 || state.pausedUntil !== null
  const newForm = form !== undefined && form !== acceptedForm(state, now)
  state.probing = false
  if (!wasFailing && !newForm) return
  const healthy = { failures: 0, failingSince: null, pausedUntil: null, ...(newForm && { form, formAt: now }) }
  // The jobs come first. If the process dies or a write fails in between, the breaker is still open, and the next answer
  // closes it. In the opposite order it would be closed, with jobs postponed for hours.
  if (state.pausedUntil !== null) await runLaneNow(app.db, DELIVERIES, state.host, now)
  await save(app, { ...state, ...healthy }, { last_ok_at: now })
  Object.assign(state, healthy)
}

/** The form of signature to try first (S-21). */
export function formFor(state: HostState, now: number): SignatureForm {
  return acceptedForm(state, now) ?? DEFAULT_FORM
}

/** The form in which the host has lately accepted a signature. Undefined if it never did, or long ago. */
export function acceptedForm({ form, formAt }: HostState, now: number): SignatureForm | undefined {
  return form !== null && formAt !== null && now - formAt < FORM_TTL_MS ? form : undefined
}

/** Reports a probe that says nothing about the host, such as one that failed on our side. The next delivery probes. */
export function probeEnded(state: HostState): void {
  state.probing = false
}

/**
 * Reports that the host did not answer, or with a 5xx. Opens the breaker after a few failures in a row.
 * @returns the least milliseconds before the failed delivery is tried again, since another will probe the host
 */
export async function hostFailed(app: App, state: HostState): Promise<number> {
  const now = app.clock.now()
  // Deliveries that were in flight when the breaker opened add nothing.
  if (!state.probing && hostPause(state, now) > 0) return 0
  state.probing = false
  state.failures++
  state.failingSince ??= now
  if (state.failures >= BREAKER_FAILURES) state.pausedUntil = now + pauseFor(state.failures, app.random)
  await save(app, state)
  if (state.pausedUntil === null) return 0
  const times = { oneAt: state.pausedUntil, othersAt: state.pausedUntil + PROBE_WAIT_MS }
  return (await postponeAllButOne(app.db, DELIVERIES, state.host, times)) ? times.othersAt - now : 0
}

function pauseFor(failures: number, random: () => number): number {
  const plain = Math.min(FIRST_PAUSE_MS * 2 ** (failures - BREAKER_FAILURES), LONGEST_PAUSE_MS)
  return Math.round(plain * (1 + PAUSE_JITTER * (2 * random() - 1)))
}

/** Reports that the host asked for a pause (429, or 503 with Retry-After). All of its deliveries wait. */
export async function hostAsksToWait(app: App, state: HostState, ms: number): Promise<void> {
  const until = app.clock.now() + ms
  state.probing = false
  if (state.pausedUntil !== null && state.pausedUntil >= until) return
  state.pausedUntil = until
  await save(app, state)
  await postpone(app, state, until)
}

/**
 * Reports that the host sent us a request with a valid signature. It is not given up, and one of its waiting
 * deliveries is made now; the others follow if that succeeds. What a host sends does not prove that it takes what we
 * send, so this happens at most once in `TRY_EVERY_MS`. For a healthy host this costs one look-up in the cache.
 */
export async function hostIsAlive(app: App, host: string): Promise<void> {
  const state = await hostState(app, host)
  const now = app.clock.now()
  if (state.failures === 0 || state.probing || now - state.triedAt < TRY_EVERY_MS) return
  state.triedAt = now
  state.failingSince = now
  if (state.pausedUntil === null) return runLaneNow(app.db, DELIVERIES, host, now)
  state.pausedUntil = now
  await save(app, state)
  await postponeAllButOne(app.db, DELIVERIES, host, { oneAt: now, othersAt: now + PROBE_WAIT_MS })
}

async function save(app: App, state: HostState, more: { last_ok_at?: number } = {}): Promise<void> {
  const columns = {
    failures: state.failures,
    failing_since: state.failingSince,
    paused_until: state.pausedUntil,
    signature_form: state.form,
    signature_form_at: state.formAt,
    ...more,
  }
  await app.db
    .insertInto('hosts')
    .values({ host: state.host, ...columns })
    .onConflict((conflict) => conflict.column('host').doUpdateSet(columns))
    .execute()
}
