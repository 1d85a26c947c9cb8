export const communityMessages = {
  /** `handle`: of the community. `until`: Unix milliseconds, null for no end. */
  'banned-from-community': ({ handle, until }: { handle: string; until: number | null }) => banned(handle, until),
  'banned-from-server': ({ host, until }: { host: string; until: number | null }) =>
    banned(`all communities of ${host}`, until),
  'thread-locked': () => 'This thread is locked, so nobody can reply to it.',
}

function banned(from: string, until: number | null): string {
  const end = until === null ? '' : ` until ${minute(until)}`
  return `A moderator has banned you from ${from}${end}. You cannot join, post, reply or like there.`
}

/** `2026-11-27 10:25 UTC` */
function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
