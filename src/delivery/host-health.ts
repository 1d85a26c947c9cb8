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

export interface HostMemory {
  readonly host: string
  /** Failures in a row. */
  failures: number
  failingSince: number | null
  /** Nothing is sent before this instant; when it has passed, one delivery goes ahead to see. */
  closedUntil: number | null
  probing: boolean
  /** Its waiting jobs are being moved to a later time right now. */
  settingAside: Promise<void> | undefined
  form: SignatureForm | null
  formAt: number | null
}

/** The name of the job whose lanes the breaker moves. */
export const DELIVER = 'deliver'
/** What is understood everywhere today (S-23). */
const FIRST_FORM: SignatureForm = 'cavage'

const BREAKER_FAILURES = 5
const FIRST_PAUSE_MS = MINUTE
const LONGEST_PAUSE_MS = 6 * HOUR
const PAUSE_JITTER = 0.25
/** How long others wait while one delivery probes: longer than a delivery may take. */
export const PROBE_WAIT_MS = 45 * SECOND
/** who has not answered for so long is sent nothing more until it speaks to us. */
const GIVE_UP_MS = 30 * DAY
/** S-21: then the usual form is tried first again, since the other side may have learnt it. */
const FORM_TTL_MS = 30 * DAY
/** Several processes on one database learn of each other's findings after this time. */
const SHARED_TTL_MS = MINUTE
const HOSTS_PER_QUERY = 500

/** By host. */
export const hostHealth = slot(() => new LRUCache<string, HostMemory>({ max: 10_000 }))

/** What we remember of one host. The same object until it is evicted: change it only through the functions here. */
export async function hostMemory(app: App, host: string): Promise<HostMemory> {
  return known(app, host) ?? (await hostMemories(app, [host])).get(host) ?? blank(host)
}

/** What we remember of many hosts, in few queries. */
export async function hostMemories(app: App, hosts: readonly string[]): Promise<Map<string, HostMemory>> {
  const found = new Map<string, HostMemory>()
  const missing: string[] = []
  for (const host of new Set(hosts)) {
    const memory = known(app, host)
    if (memory) found.set(host, memory)
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

function known(app: App, host: string): HostMemory | undefined {
  return app.slot(hostHealth).get(host)
}

function remember(app: App, row: Host | undefined, host: string): HostMemory {
  // Another caller may have loaded it while this one waited.
  const meanwhile = known(app, host)
  if (meanwhile) return meanwhile
  const memory = row ? fromRow(row) : blank(host)
  app.slot(hostHealth).set(host, memory, { ttl: app.dialect.singleProcess ? 0 : SHARED_TTL_MS })
  return memory
}

function blank(host: string): HostMemory {
  return {
    host,
    failures: 0,
    failingSince: null,
    closedUntil: null,
    probing: false,
    settingAside: undefined,
    form: null,
    formAt: null,
  }
}

function fromRow(row: Host): HostMemory {
  return {
    host: row.host,
    failures: row.failures,
    failingSince: row.failing_since,
    closedUntil: row.closed_until,
    probing: false,
    settingAside: undefined,
    form: row.signature_form,
    formAt: row.signature_form_at,
  }
}

/** whether this host has been silent for so long that nothing is sent there any more. */
export function isGivenUp(memory: HostMemory, now: number): boolean {
  return memory.failingSince !== null && memory.failingSince < now - GIVE_UP_MS
}

/** Milliseconds until something may be sent to this host: what is enqueued now need not be looked at before. */
export function pauseOf(memory: HostMemory, now: number): number {
  return memory.closedUntil === null ? 0 : Math.max(memory.closedUntil - now, 0)
}

/**
 * Asks to send to a host. Answers 0, or how many milliseconds to wait. Whoever gets 0 must tell how it ended, through
 * `hostAnswered`, `hostFailed` or `hostAsksToWait`.
 */
export async function admit(app: App, memory: HostMemory): Promise<number> {
  const now = app.clock.now()
  if (memory.closedUntil === null) return 0
  const pause = pauseOf(memory, now)
  const isProbe = pause === 0 && !memory.probing
  memory.probing ||= isProbe
  const wait = pause || PROBE_WAIT_MS
  await setAside(app, memory, now + wait)
  return isProbe ? 0 : wait
}

/** Moves what waits for this host out of the way, once for all the deliveries that run into its closed door. */
async function setAside(app: App, memory: HostMemory, until: number): Promise<void> {
  memory.settingAside ??= postponeLane(app.db, DELIVER, memory.host, until).finally(() => {
    memory.settingAside = undefined
  })
  await memory.settingAside
}

/** The host answered, whatever it said: it is alive. @param form the signature that it accepted, if it accepted one */
export async function hostAnswered(app: App, memory: HostMemory, form?: SignatureForm): Promise<void> {
  const now = app.clock.now()
  const wasFailing = memory.failures > 0 || memory.closedUntil !== null
  const newForm = form !== undefined && isNewForm(memory, form, now)
  memory.probing = false
  if (!wasFailing && !newForm) return
  memory.failures = 0
  memory.failingSince = null
  memory.closedUntil = null
  if (newForm) {
    memory.form = form
    memory.formAt = now
  }
  // In this order: who dies between the two finds the breaker open again, and not closed with jobs put off for hours.
  if (wasFailing) await runLaneNow(app.db, DELIVER, memory.host, now)
  await save(app, memory, { last_ok_at: now })
}

function isNewForm(memory: HostMemory, form: SignatureForm, now: number): boolean {
  return form !== formFor(memory, now) || (form !== FIRST_FORM && memory.form !== form)
}

/** The signature to try first (S-21). */
export function formFor({ form, formAt }: HostMemory, now: number): SignatureForm {
  return form !== null && formAt !== null && now - formAt < FORM_TTL_MS ? form : FIRST_FORM
}

/** A probe ended without a word about the host: the next delivery probes. */
export function probeEnded(memory: HostMemory): void {
  memory.probing = false
}

/** No answer, or one that says that the server is broken. Opens the breaker after a few in a row. */
export async function hostFailed(app: App, memory: HostMemory): Promise<void> {
  const now = app.clock.now()
  // Those that were on their way when the breaker opened say nothing new.
  if (!memory.probing && pauseOf(memory, now) > 0) return
  memory.probing = false
  memory.failures++
  memory.failingSince ??= now
  if (memory.failures >= BREAKER_FAILURES) memory.closedUntil = now + pauseAfter(memory.failures, app.random)
  await save(app, memory)
  if (memory.closedUntil !== null) await setAside(app, memory, memory.closedUntil)
}

function pauseAfter(failures: number, random: () => number): number {
  const plain = Math.min(FIRST_PAUSE_MS * 2 ** (failures - BREAKER_FAILURES), LONGEST_PAUSE_MS)
  return Math.round(plain * (1 + PAUSE_JITTER * (2 * random() - 1)))
}

/** The host is alive and asked for a pause (429, 503 with Retry-After): all of its lane waits. */
export async function hostAsksToWait(app: App, memory: HostMemory, ms: number): Promise<void> {
  const until = app.clock.now() + ms
  memory.probing = false
  if (memory.closedUntil !== null && memory.closedUntil >= until) return
  memory.closedUntil = until
  await save(app, memory)
  await setAside(app, memory, until)
}

/**
 * Somebody there spoke to us with a valid signature: what waits for that host may go now.
 * Costs one look into a map where nothing is wrong.
 */
export async function hostIsAlive(app: App, host: string): Promise<void> {
  const memory = known(app, host) ?? (await hostMemory(app, host))
  if (memory.failures > 0) await hostAnswered(app, memory)
}

async function save(app: App, memory: HostMemory, more: { last_ok_at?: number } = {}): Promise<void> {
  const state = {
    failures: memory.failures,
    failing_since: memory.failingSince,
    closed_until: memory.closedUntil,
    signature_form: memory.form,
    signature_form_at: memory.formAt,
    ...more,
  }
  await app.db
    .insertInto('hosts')
    .values({ host: memory.host, ...state })
    .onConflict((conflict) => conflict.column('host').doUpdateSet(state))
    .execute()
}
