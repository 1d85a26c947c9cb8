/**
 * The process of all attackers and of the hosts they name. It attacks until its input ends, and then prints a Report.
 */
import { getPriority, setPriority } from 'node:os'
import { attacks } from './attacks/index.ts'
import type { Outcome } from './hostile-connection.ts'
import { HostileConnection } from './hostile-connection.ts'
import { type Caused, openHostileHosts } from './hostile-hosts.ts'
import { Link } from './link.ts'
import { hostileAddress, type SiegePlan } from './plan.ts'

export interface Report {
  /** How the requests of each attack ended: an outcome and how often. */
  outcomes: Record<string, Record<string, number>>
  caused: Caused
  sentBytes: number
}

/** People and honest servers share the core with the attackers, and must not wait for it. Added to our own priority. */
const NICE = 10

setPriority(getPriority() + NICE)
const plan = JSON.parse(process.argv[2] ?? '') as SiegePlan
const caused = await openHostileHosts(plan)
const link = new Link()
const outcomes: Report['outcomes'] = {}
let connections = 0
const connection = () => new HostileConnection(plan.port, hostileAddress(connections++ % plan.networks), link)

process.stdin.resume().on('end', () => {
  const report: Report = { outcomes, caused, sentBytes: link.sent }
  process.stdout.write(JSON.stringify(report), () => process.exit(0))
})
for (const name of plan.attacks) {
  const counted: Record<string, number> = {}
  outcomes[name] = counted
  const count = (outcome: Outcome) => {
    counted[outcome] = (counted[outcome] ?? 0) + 1
  }
  attacks[name]?.({ plan, connection, count })
}
