/**
 * Key ids that are invented: on hosts that know nothing of them, on hosts that never answer, and in signatures of plain
 * GETs.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../../src/lib/durations.ts'
import { bodyOf, forgedGet, forgedPost } from '../hostile-requests.ts'
import { emptyHost, silentHost } from '../plan.ts'
import { type Attack, onEach } from './attack.ts'

const POSTING = 5
const GETTING = 5
const SILENT_KEYS = 400
const SILENT_HOSTS = 40
/** They are meant to occupy the server while they wait. Without a pause, refused ones would be a plain flood of requests. */
const SILENT_PAUSE_MS = SECOND
const EMPTY_HOSTS = 5_000

export const falseKeys: Attack = (scene) => {
  const { port, hostsPort, silentPort } = scene.plan
  const body = bodyOf(JSON.stringify({ id: 'http://127.5.0.1/1', type: 'Like', actor: 'http://127.5.0.1/a' }))
  let named = 0
  const unknownKey = () => {
    const n = named++
    return `http://${emptyHost(n % EMPTY_HOSTS)}:${hostsPort}/users/${n}#main-key`
  }
  const silentKey = (n: number) => `http://${silentHost(n % SILENT_HOSTS)}:${silentPort}/users/${named++}#main-key`
  onEach(POSTING, scene, (connection) => connection.ask(forgedPost(port, body, unknownKey())))
  onEach(GETTING, scene, (connection) => connection.ask(forgedGet(port, '/ap/statuses/1', unknownKey())))
  onEach(SILENT_KEYS, scene, async (connection, at) => {
    const outcome = await connection.ask(forgedPost(port, body, silentKey(at)))
    await wait(SILENT_PAUSE_MS)
    return outcome
  })
}
