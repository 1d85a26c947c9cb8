/** Baseline for deliveries: RSA-2048 signatures alone, on the thread pool, with the concurrency of deliveries. */
import { createPrivateKey, sign } from 'node:crypto'
import { SECOND } from '../../src/lib/durations.ts'
import keys from '../../test/world/keys.json' with { type: 'json' }

const SIGNATURES = 6_000
const AT_ONCE = 64
const key = createPrivateKey((keys.rsa[0] as { privatePem: string }).privatePem)
const text = Buffer.alloc(250, 'x')
let left = SIGNATURES

async function lane(): Promise<void> {
  while (left-- > 0) await new Promise((resolve) => sign('sha256', text, key, resolve))
}
const began = performance.now()
await Promise.all(Array.from({ length: AT_ONCE }, lane))
console.log(JSON.stringify({ rate: SIGNATURES / ((performance.now() - began) / SECOND) }))
