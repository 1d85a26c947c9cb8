/** JSON of 1 MB with as many values as fit, on four connections without pause. */
import { bodyOf, forgedPost, unsignedPost } from '../hostile-requests.ts'
import { emptyHost } from '../plan.ts'
import { type Attack, onEach } from './attack.ts'

const CONNECTIONS = 4
const BYTES = 1_048_000
/** Repeated elements of an array: the shapes that cost a parser the most. */
const ELEMENTS = ['1,', '[],', '{},', '"",', '{"":[]},', '"\\u0000",']

export const denseJson: Attack = (scene) => {
  const { port, hostsPort, knownKeyId } = scene.plan
  const bodies = ELEMENTS.map((element) =>
    bodyOf(`{"type":"Like","id":"x","actor":"x","object":[${element.repeat(BYTES / element.length)}1]}`),
  )
  let sent = 0
  onEach(CONNECTIONS, scene, (connection, at) => {
    const n = sent++
    const body = bodies[n % bodies.length] as (typeof bodies)[0]
    if (at % 2 === 0) return connection.ask(unsignedPost(port, body))
    const unknown = `http://${emptyHost(n)}:${hostsPort}/users/${n}#main-key`
    return connection.ask(forgedPost(port, body, n % 3 === 0 ? unknown : knownKeyId))
  })
}
