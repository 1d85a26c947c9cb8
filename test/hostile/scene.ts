/** The setting of hostile cases: ana, a local user, follows bo on a peer. Mallory, on another peer, is the attacker. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { tables } from '../../src/db/tables/index.ts'
import { type FollowedPeer, followedPeer } from '../scenarios/followed-peer.ts'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

export interface Scene extends FollowedPeer {
  world: World
  /** Lives at `evil.test`. The account is known here. */
  mallory: PeerActor
  /** Posts bytes to a path of our server, unchanged. */
  postBytes(body: BodyInit, headers?: Record<string, string>, path?: string): Promise<Response>
  /** Sends activities that may be rejected or ignored, and asserts that they change nothing in the database. */
  changesNothing(by: PeerActor, ...activities: Json[]): Promise<void>
  /** How many documents our server has fetched so far. */
  fetchCount(): number
}

/** Tables that only record that something arrived, or when it was fetched. */
const TRANSIENT = new Set([
  'inbox',
  'jobs',
  'hosts',
  'schedules',
  'id_leases',
  'account_keys',
  'pending_undos',
  'tombstones',
])

/** @param name ends with `(case 8)` or `(cases 2, 3)`, which `cases.test.ts` counts */
export function hostile(name: string, story: (scene: Scene) => Promise<void>): void {
  scenario(name, async (world) => {
    const followed = await followedPeer(world)
    const { lagoon } = followed
    const mallory = await (await world.peer('evil.test')).actor('mallory')
    await lagoon.app.remote.account(mallory.handle)
    await world.settle()
    const postBytes: Scene['postBytes'] = (body, headers = {}, path = '/inbox') => {
      const plain = { host: lagoon.host, 'content-type': 'application/activity+json' }
      const init = { method: 'POST', headers: { ...plain, ...headers }, body, duplex: 'half' }
      return lagoon.answer(new Request(lagoon.origin + path, init as RequestInit))
    }
    const changesNothing: Scene['changesNothing'] = async (by, ...activities) => {
      for (const activity of activities) {
        const before = await stateOf(lagoon.app)
        await world.clock.advance('1s')
        const { status } = await by.post(lagoon, activity)
        assert.ok([202, 400, 401].includes(status), `${JSON.stringify(activity).slice(0, 300)} → ${status}`)
        await world.settle()
        assert.deepEqual(await stateOf(lagoon.app), before, JSON.stringify(activity).slice(0, 500))
      }
    }
    const fetchCount = () => world.tape.find({ from: lagoon.host, method: 'GET' }).length
    await story({ world, ...followed, mallory, postBytes, changesNothing, fetchCount })
    await assertNoFailedJobs(lagoon.app)
  })
}

type App = FollowedPeer['lagoon']['app']

/** Every row of every table that describes accounts and posts. */
export async function stateOf(app: App): Promise<Record<string, unknown[]>> {
  const state: Record<string, unknown[]> = {}
  for (const name of Object.keys(tables)) {
    if (TRANSIENT.has(name)) continue
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(app.db)
    state[name] = rows.map(({ fetched_at: _, last_used_at: __, ...row }) => JSON.stringify(row)).sort()
  }
  return state
}

/** Asserts that no job failed because of its input. Bad input is dropped. What is retried waits for a server or a limit. */
async function assertNoFailedJobs(app: App): Promise<void> {
  const failed = await app.db.selectFrom('jobs').selectAll().where('last_error', 'is not', null).execute()
  const isWaiting = (error: string | null) =>
    /cannot be reached now|is not in this world|has made this server fetch too much/.test(error ?? '')
  const ours = failed.filter(({ dead_at, last_error }) => dead_at !== null || !isWaiting(last_error))
  assert.deepEqual(
    ours.map(({ name, last_error }) => `${name}: ${last_error}`),
    [],
  )
}

/** The CPU time of `work`, in milliseconds. */
export async function cpuTime(work: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}
