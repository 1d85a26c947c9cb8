/**
 * Everything that a server does, once: each route, each activity, each scheduled task and each job. The lists come from
 * the code, so that a new route or job without a scenario fails.
 */
import { endpoints } from '../../src/api/index.ts'
import { rotateKeys } from '../../src/core/accounts/rotate-keys.ts'
import type { App } from '../../src/core/app.ts'
import { blockDomain } from '../../src/core/domains/block.ts'
import { deleteUser } from '../../src/core/users/delete.ts'
import { activityTypes } from '../../src/federation/activities/index.ts'
import { federationRoutes } from '../../src/federation/routes.ts'
import type { Job } from '../../src/jobs/job.ts'
import { mediaRoutes } from '../../src/media/routes.ts'
import { loadPages } from '../../src/pages/index.ts'
import { runnableJobs, schedule } from '../../src/reactions.ts'
import { activities, deliverActivity, otherJobs } from './activities.ts'
import { type Ask, send } from './ask.ts'
import type { Bed } from './bed.ts'
import { requests } from './requests.ts'

export interface Scenario {
  name: string
  run(bed: Bed): Promise<unknown>
}

/** Deliveries arrive in an inbox. The scenarios for them are the activities. */
const INBOXES = /\/inbox$/
const ASSET = /^GET \/assets\//

/** In an order in which what reads comes before what deletes. */
export async function allScenarios(bed: Bed): Promise<Scenario[]> {
  const routes = await routeScenarios(bed)
  const [deleting, others] = [routes.filter(isDelete), routes.filter((one) => !isDelete(one))]
  const received = activityScenarios(bed)
  return [
    ...others.filter(({ name }) => name.startsWith('GET ')),
    ...others.filter(({ name }) => !name.startsWith('GET ')),
    ...schedule.map((task) => ({ name: `task ${task.name}`, run: () => task.run(bed.server.app) })),
    ...received.filter((one) => !isDelete(one)),
    ...commands,
    ...Object.entries(otherJobs).map(([name, payload]) => jobScenario(name, payload)),
    ...deleting,
    ...received.filter(isDelete),
    { name: 'atoll user delete', run: ({ server }) => deleteUser(server.app, 'star') },
  ]
}

const isDelete = ({ name }: Scenario) => name.toUpperCase().startsWith('DELETE ')

const commands: Scenario[] = [
  { name: 'atoll user rotate-keys', run: ({ server, star }) => rotateKeys(server.app, star.account) },
  { name: 'atoll domain block', run: ({ server }) => blockDomain(server.app, 'peer1.test') },
]

async function routeScenarios({ server: { app } }: Bed): Promise<Scenario[]> {
  const { pages } = await loadPages(app)
  const lists = [endpoints, federationRoutes(app).list, pages.list, mediaRoutes(app).list]
  const routes = new Set(lists.flatMap((list) => list.map(({ method, path }) => `${method} ${path}`)))
  const wanted = [...routes].filter((route) => !INBOXES.test(route) && !ASSET.test(route))
  refuseMissing('route', wanted, requests)
  return wanted.map((name) => ({ name, run: (bed) => send(bed, name, requests[name]?.(bed) as Ask) }))
}

function activityScenarios(bed: Bed): Scenario[] {
  const types = [...activityTypes.keys()]
  refuseMissing('activity', types, activities)
  return types.flatMap((type) =>
    (activities[type]?.(bed) ?? []).map((activity, at) => ({
      name: `${type} received${at > 0 ? ` (${at + 1})` : ''}`,
      run: () => deliverActivity(bed, activity),
    })),
  )
}

function jobScenario(name: string, payloadOf: (bed: Bed) => unknown): Scenario {
  const job = runnableJobs.find((one) => one.name === name) as Job<unknown, App> | undefined
  if (!job) throw new Error(`There is no job ${name}`)
  return {
    name: `job ${name}`,
    async run(bed) {
      const payload = await payloadOf(bed)
      await bed.server.app.transaction((tx) => tx.enqueue(job, payload))
    },
  }
}

function refuseMissing(kind: string, wanted: readonly string[], scenarios: object): void {
  const missing = wanted.filter((name) => !(name in scenarios))
  if (missing.length > 0) throw new Error(`bench/stalls has no scenario for the ${kind}: ${missing.join(', ')}`)
}
