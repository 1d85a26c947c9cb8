/** Sockets, servers, timers and children that still keep this process alive. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Closing takes a moment, for example of sockets that the other side has to let go. */
const TRIES = 100
const PAUSE_MS = 20
/** What the process has anyway: its channel to the one that started it, and its output. */
const OWN = new Set(['PipeWrap', 'TTYWrap', 'FSReqCallback', 'FSReqPromise', 'Immediate'])

/** @returns the kinds of what is left, after a while of waiting that it closes */
export async function openResources(): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const left = process.getActiveResourcesInfo().filter((kind) => !OWN.has(kind))
    if (left.length === 0 || tries === TRIES) return left
    // Not a timer that counts itself.
    await sleep(PAUSE_MS, undefined, { ref: false })
  }
}
