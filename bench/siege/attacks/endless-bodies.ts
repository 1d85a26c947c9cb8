/** Chunked bodies without an end: to the sign-up page, and to the API with and without a token. */
import { SECOND } from '../../../src/lib/durations.ts'
import { headOf } from '../hostile-requests.ts'
import { type Attack, onEach } from './attack.ts'

const CONNECTIONS = 8
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }
const TARGETS: [string, Record<string, string>][] = [
  ['/auth/sign-up', FORM],
  ['/api/v1/statuses', JSON_TYPE],
  ['/api/v1/statuses', { ...JSON_TYPE, authorization: 'Bearer made-up' }],
  ['/api/v1/apps', JSON_TYPE],
]
const SIZE = 65_536
const CHUNK = Buffer.from(`${SIZE.toString(16)}\r\n${'x'.repeat(SIZE)}\r\n`)

export const endlessBodies: Attack = (scene) =>
  onEach(CONNECTIONS, scene, (connection, at) => {
    const [path, headers] = TARGETS[at % TARGETS.length] as (typeof TARGETS)[0]
    const head = headOf(scene.plan.port, 'POST', path, { ...headers, 'transfer-encoding': 'chunked' })
    return connection.pour(head, () => CHUNK, 30 * SECOND)
  })
