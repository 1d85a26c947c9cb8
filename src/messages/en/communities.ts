export const communityMessages = {
  /** `name`: of the community or its server. `until`: Unix milliseconds, null for no end. */
  'banned-from-community': ({ name, until }: { name: string; until: number | null }) =>
    `A moderator has banned you from ${name}${until === null ? '' : ` until ${minute(until)}`}. You cannot join it, post to it, reply or like there.`,
  'thread-locked': () => 'This thread is locked, so nobody can reply to it.',
}

/** `2026-11-27 10:25 UTC` */
function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
