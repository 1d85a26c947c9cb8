import type { HostileConnection, Outcome } from '../hostile-connection.ts'
import type { SiegePlan } from '../plan.ts'

export interface Scene {
  plan: SiegePlan
  /** A connection from the next of the attacker's networks. */
  connection(): HostileConnection
  count(outcome: Outcome): void
}

/** Begins an attack that goes on until the process ends. */
export type Attack = (scene: Scene) => void

/** Does something again and again on several connections at once, each without pause. */
export function onEach(
  connections: number,
  { connection, count }: Scene,
  once: (connection: HostileConnection, at: number) => Promise<Outcome>,
): void {
  for (let at = 0; at < connections; at++) {
    const own = connection()
    void (async () => {
      for (;;) count(await once(own, at))
    })()
  }
}
