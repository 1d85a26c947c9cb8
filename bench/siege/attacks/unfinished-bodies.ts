/** Three hundred bodies that stop just before their end. Each begins again when the server closes its connection. */
import { setTimeout as wait } from 'node:timers/promises'
import { MINUTE, SECOND } from '../../../src/lib/durations.ts'
import { bodyOf, forgedHeaders, headOf } from '../hostile-requests.ts'
import { silentHost } from '../plan.ts'
import { type Attack, onEach } from './attack.ts'

const CONNECTIONS = 300
const LENGTH = 1_000_000
const CHUNK = Buffer.alloc(10_000, 'x')
const CHUNKS_SENT = 97
const PATHS = ['/inbox', '/inbox', '/auth/sign-up', '/api/v1/statuses']

export const unfinishedBodies: Attack = (scene) => {
  const { port, silentPort } = scene.plan
  const { digest } = bodyOf('not the digest of this body')
  onEach(CONNECTIONS, scene, async (connection, at) => {
    const path = PATHS[at % PATHS.length] as string
    const keyId = `http://${silentHost(at)}:${silentPort}/users/${at}#main-key`
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const headers = path === '/inbox' ? forgedHeaders(port, digest, keyId) : form
    const head = headOf(port, 'POST', path, { ...headers, 'content-length': String(LENGTH) })
    let sent = 0
    const outcome = await connection.pour(head, () => (sent++ < CHUNKS_SENT ? CHUNK : undefined), 2 * MINUTE)
    await wait(SECOND)
    return outcome
  })
}
