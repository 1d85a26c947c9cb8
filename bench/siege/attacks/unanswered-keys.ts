/** Sixty bodies of 1 MB whose key is on a host that accepts connections and never answers, again and again. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../../src/lib/durations.ts'
import { bodyOf, forgedPost } from '../hostile-requests.ts'
import { silentHost } from '../plan.ts'
import type { Attack } from './attack.ts'

const AT_ONCE = 60
const HOSTS = 10
const PAUSE_MS = SECOND
const PADDING = 'x'.repeat(1_048_000)

export const unansweredKeys: Attack = ({ plan, connection, count }) => {
  const { port, silentPort } = plan
  const connections = Array.from({ length: AT_ONCE }, connection)
  const body = bodyOf(
    JSON.stringify({ id: 'http://127.4.0.1/1', type: 'Like', actor: 'http://127.4.0.1/a', p: PADDING }),
  )
  const keyId = (n: number) => `http://${silentHost(n % HOSTS)}:${silentPort}/users/${randomUUID()}#main-key`
  const round = () =>
    Promise.all(connections.map(async (one, n) => count(await one.ask(forgedPost(port, body, keyId(n))))))
  void (async () => {
    for (;;) {
      await round()
      await wait(PAUSE_MS)
    }
  })()
}
