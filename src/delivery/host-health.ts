/**
 * What we remember of other servers: whether they answer, and which signatures they understand.
 * Kept in a bounded cache in front of the table `hosts`, so that a delivery to a healthy host reads and writes
 * nothing. The breaker: after a few failures in a row nothing is sent to the host for a while, then one probe.
 */
import { LRUCache } from 'lru-cache'
import type { App } from '../core/app.ts'
import type { Host } from '../db/tables/hosts.ts'
import { postponeLane, runLaneNow } from '../jobs/lanes.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../lib/durations.ts'
import { slot } from '../lib/slot.ts'

export type SignatureForm = 'cavage' | 'rfc9421'

export interface HostState {
  readonly host: string
  /** Failures in a row. */
  failures: number
  failingSince: number | null
  /** Nothing is sent before this instant; when it has passed, one delivery goes ahead to see. */
  pausedUntil: number | null
  probing: boolean
  /** Its waiting jobs are being moved to a later time right now. */
  postponing: Promise<void> | undefined
  form: SignatureForm | null
  formAt: number | null
}

/** The name of the job whose lanes the breaker moves. */
export const DELIVER = 'deliver'
/** What is understood everywhere today (S-23). */
const DEFAULT_FORM: SignatureForm = 'cavage'

const BREAKER_FAILURES = 5
const FIRST_PAUSE_MS = MINUTE
const LONGEST_PAUSE_MS = 6 * HOUR
const PAUSE_JITTER = 0.25
/** How long others wait while one delivery probes: longer than a delivery may take. */
export const PROBE_WAIT_MS = 45 * SECOND
/** who has not answered for so long is sent nothing more until it speaks to us. */
const GIVE_UP_AFTER_MS = 30 * DAY
/** S-21: then the usual form is tried first again, since the other side may have learnt it. */
const FORM_TTL_MS = 30 * DAY
/** Several processes on one database learn of each other's findings after this time. */
const SHARED_TTL_MS = MINUTE
const HOSTS_PER_QUERY = 500

/** By host. */
export const hostHealth = slot(() => new LRUCache<string, HostState>({ max: 10_000 }))

/** What we remember of one host. The same object until it is evicted: change it only through the functions here. */
export async function hostState(app: App, host: string): Promise<HostState> {
  return known(app, host) ?? (await hostStates(app, [host])).get(host) ?? newState(host)
}

/** What we remember of many hosts, in few queries. */
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
  // Another caller may have loaded it while this one waited.
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
  }
}

function fromRow(row: Host): HostState {
  return {
    host: row.host,
    failures: row.failures,
    failingSince: row.failing_since,
    pausedUntil: row.closed_until,
    probing: false,
    postponing: undefined,
    form: row.signature_form,
    formAt: row.signature_form_at,
  }
}

/** whether this host has been silent for so long that nothing is sent there any more. */
export function isGivenUp(state: HostState, now: number): boolean {
  return state.failingSince !== null && state.failingSince < now - GIVE_UP_AFTER_MS
}

/** Milliseconds until something may be sent to this host: what is enqueued now need not be looked at before. */
export function hostPause(state: HostState, now: number): number {
  return state.pausedUntil === null ? 0 : Math.max(state.pausedUntil - now, 0)
}

/**
 * Asks to send to a host. Answers 0, or how many milliseconds to wait. Whoever gets 0 must tell how it ended, through
 * `hostAnswered`, `hostFailed` or `hostAsksToWait`.
 */
export async function admit(app: App, state: HostState): Promise<number> {
  const now = app.clock.now()
  if (state.pausedUntil === null) return 0
  const pause = hostPause(state, now)
  const isProbe = pause === 0 && !state.probing
  state.probing ||= isProbe
  const wait = pause || PROBE_WAIT_MS
  await postpone(app, state, now + wait)
  return isProbe ? 0 : wait
}

/** Moves what waits for this host out of the way, once for all the deliveries that run into its closed door. */
async function postpone(app: App, state: HostState, until: number): Promise<void> {
  state.postponing ??= postponeLane(app.db, DELIVER, state.host, until).finally(() => {
    state.postponing = undefined
  })
  await state.postponing
}

/** The host answered, whatever it said: it is alive. @param form the signature that it accepted, if it accepted one */
export async function hostAnswered(app: App, state: HostState, form?: SignatureForm): Promise<void> {
  const now = app.clock.now()
  const wasFailing = state.failures > 0 || state.pausedUntil !== null
  const newForm = form !== undefined && isNewForm(state, form, now)
  state.probing = false
  if (!wasFailing && !newForm) return
  state.failures = 0
  state.failingSince = null
  state.pausedUntil = null
  if (newForm) {
    state.form = form
    state.formAt = now
  }
  // In this order: who dies between the two finds the breaker open again, and not closed with jobs put off for hours.
  if (wasFailing) await runLaneNow(app.db, DELIVER, state.host, now)
  await save(app, state, { last_ok_at: now })
}

function isNewForm(state: HostState, form: SignatureForm, now: number): boolean {
  return form !== formFor(state, now) || (form !== DEFAULT_FORM && state.form !== form)
}

/** The signature to try first (S-21). */
export function formFor({ form, formAt }: HostState, now: number): SignatureForm {
  return form !== null && formAt !== null && now - formAt < FORM_TTL_MS ? form : DEFAULT_FORM
}

/** A probe ended without a word about the host: the next delivery probes. */
export function probeEnded(state: HostState): void {
  state.probing = false
}

/** No answer, or one that says that the server is broken. Opens the breaker after a few in a row. */
export async function hostFailed(app: App, state: HostState): Promise<void> {
  const now = app.clock.now()
  // Those that were on their way when the breaker opened say nothing new.
  if (!state.probing && hostPause(state, now) > 0) return
  state.probing = false
  state.failures++
  state.failingSince ??= now
  if (state.failures >= BREAKER_FAILURES) state.pausedUntil = now + pauseFor(state.failures, app.random)
  await save(app, state)
  if (state.pausedUntil !== null) await postpone(app, state, state.pausedUntil)
}

function pauseFor(failures: number, random: () => number): number {
  const plain = Math.min(FIRST_PAUSE_MS * 2 ** (failures - BREAKER_FAILURES), LONGEST_PAUSE_MS)
  return Math.round(plain * (1 + PAUSE_JITTER * (2 * random() - 1)))
}

/** The host is alive and asked for a pause (429, 503 with Retry-After): all of its lane waits. */
export async function hostAsksToWait(app: App, state: HostState, ms: number): Promise<void> {
  const until = app.clock.now() + ms
  state.probing = false
  if (state.pausedUntil !== null && state.pausedUntil >= until) return
  state.pausedUntil = until
  await save(app, state)
  await postpone(app, state, until)
}

/**
 * Somebody there spoke to us with a valid signature: what waits for that host may go now.
 * Costs one look into a map where nothing is wrong.
 */
export async function hostIsAlive(app: App, host: string): Promise<void> {
  const state = known(app, host) ?? (await hostState(app, host))
  if (state.failures > 0) await hostAnswered(app, state)
}

async function save(app: App, state: HostState, more: { last_ok_at?: number } = {}): Promise<void> {
  const columns = {
    failures: state.failures,
    failing_since: state.failingSince,
    closed_until: state.pausedUntil,
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
