/** Counts answers per second of a server's own CPU time, so neither the load nor a busy machine counts. */
import { readFileSync } from 'node:fs'
import { sendAll } from './load.ts'
import type { Running } from './pinned.ts'

const CONNECTIONS = 20
/** The unit of CPU times in `/proc/PID/stat`, on every Linux. */
const TICKS_PER_SECOND = 100

/** Sends the requests in turn, `count` in all. @returns answers per CPU second */
export async function rateByCpu(server: Running, requests: readonly Buffer[], count: number): Promise<number> {
  const before = cpuSeconds(server)
  await sendInTurn(server, requests, count)
  return count / (cpuSeconds(server) - before)
}

export async function sendInTurn({ port }: Running, requests: readonly Buffer[], count: number): Promise<void> {
  let sent = 0
  const next = () => (sent < count ? requests[sent++ % requests.length] : undefined)
  const { failed } = await sendAll({ port, connections: CONNECTIONS, status: 200, next })
  if (failed > 0) throw new Error(`${failed} answers failed`)
}

/** User and system time of all threads. */
function cpuSeconds({ process: { pid } }: Running): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number) as [number, number]
  return (user + system) / TICKS_PER_SECOND
}
