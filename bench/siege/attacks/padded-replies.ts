/** Signed replies to a post with many followers, with a proof that proves nothing and half a megabyte of padding. */

import { signedPost } from '../hostile-requests.ts'
import { actorHost } from '../plan.ts'
import { type Attack, onEach } from './attack.ts'

const CONNECTIONS = 2
const HOSTS = 20
const PADDING = 'x'.repeat(500_000)
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'
const PROOFS = [
  { proof: {} },
  { signature: { type: 'RsaSignature2017' } },
  { proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', proofValue: 'z' } },
]

export const paddedReplies: Attack = (scene) => {
  const { port, hostsPort, postUri, authorUri } = scene.plan
  let sent = 0
  onEach(CONNECTIONS, scene, (connection) => {
    const n = sent++
    const actor = `http://${actorHost(n % HOSTS)}:${hostsPort}/users/replier`
    const id = `${actor}/replies/${n}`
    const addressed = { to: [PUBLIC], cc: [authorUri] }
    const content = `<p>Reply ${n}</p>`
    const object = { id, type: 'Note', attributedTo: actor, inReplyTo: postUri, content, ...addressed }
    const create = { id: `${id}/activity`, type: 'Create', actor, object, ...addressed, padding: PADDING }
    return connection.ask(signedPost(port, actor, JSON.stringify({ ...create, ...PROOFS[n % PROOFS.length] })))
  })
}
