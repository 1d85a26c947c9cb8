/**
 * Activities of 1 MB that concern nobody, really signed by actors on hosts of the attacker: half of them by actors that
 * are new each time and have huge profiles.
 */

import { signedPost } from '../hostile-requests.ts'
import { actorHost } from '../plan.ts'
import { type Attack, onEach } from './attack.ts'

const CONNECTIONS = 4
const HOSTS = 40
const PADDING = 'x'.repeat(1_045_000)
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'

export const ignoredActivities: Attack = (scene) => {
  const { port, hostsPort } = scene.plan
  let sent = 0
  onEach(CONNECTIONS, scene, (connection, at) => {
    const n = sent++
    const origin = `http://${actorHost(n % HOSTS)}:${hostsPort}`
    const actor = `${origin}/users/${at % 2 === 0 ? 'bore' : `huge${n}`}`
    return connection.ask(signedPost(port, actor, JSON.stringify(activityOf(actor, n))))
  })
}

function activityOf(actor: string, n: number) {
  const id = `${actor}/notes/${n}`
  const addressed = { actor, to: [PUBLIC], padding: PADDING }
  if (n % 2 === 0) return { id, type: 'Listen', object: id, ...addressed }
  const object = { id, type: 'Note', attributedTo: actor, to: [PUBLIC], content: 'This concerns nobody.' }
  return { id: `${id}/activity`, type: 'Create', object, ...addressed }
}
