/** The sockets, servers, timers and child processes that keep this process alive. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Closing takes a moment, for example if the other end of a socket has to close it. */
const TRIES = 100
const PAUSE_MS = 20
/** What the process always has: its channel to the parent, and its output. */
const OWN = new Set(['PipeWrap', 'TTYWrap', 'FSReqCallback', 'FSReqPromise', 'Immediate'])

/**
 * Waits for a while until everything is closed.
 * @returns the kinds of resources that are still open
 */
export async function openResources(): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const left = process.getActiveResourcesInfo().filter((kind) => !OWN.has(kind))
    if (left.length === 0 || tries === TRIES) return left
    // Unreferenced, so that this timer does not count itself.
    await sleep(PAUSE_MS, undefined, { ref: false })
  }
}
