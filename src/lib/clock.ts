/** The only source of time and timers. Tests replace it with a clock that they advance by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason if it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `fn` once after `ms`, without keeping the process alive. Returns a function that cancels it. */
  timer(ms: number, fn: () => void): () => void
}

/** Node stores a timeout as a signed 32-bit number; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647

/** The machine's own clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    timer: (ms, fn) => startTimer(ms, fn, true),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const onAbort = () => {
          cancel()
          reject(signal?.reason)
        }
        const cancel = startTimer(
          ms,
          () => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
          false,
        )
        signal?.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}

function startTimer(ms: number, fn: () => void, unref: boolean): () => void {
  let handle: NodeJS.Timeout
  const arm = (left: number) => {
    const step = Math.min(Math.max(left, 0), LONGEST_TIMEOUT_MS)
    handle = setTimeout(() => (left > step ? arm(left - step) : fn()), step)
    if (unref) handle.unref()
  }
  arm(ms)
  return () => clearTimeout(handle)
}
