/**
 * What another server refused, and why. `who`: one or more hosts. `why`: one of the clauses below, with its full stop,
 * or what the server said in quotation marks.
 */
interface Refused {
  who: string
  why: string
}

export const refusalMessages = {
  'post-refused': ({ who, why }: Refused) => `${who} refused this: ${why}`,
  'post-refused-silently': ({ who }: { who: string }) => `${who} refused this and did not say why.`,
  'edit-refused': ({ who, why }: Refused) => `${who} refused your last edit: ${why}`,
  'edit-refused-silently': ({ who }: { who: string }) => `${who} refused your last edit and did not say why.`,
  'like-refused': ({ who, why }: Refused) => `${who} refused your like: ${why}`,
  'like-refused-silently': ({ who }: { who: string }) => `${who} refused your like and did not say why.`,

  'refusal-locked': () => 'the post is locked.',
  'refusal-banned-from-community': () => 'you are banned from this community.',
  'refusal-banned-from-server': () => 'you are banned there.',
  'refusal-moderators-only': () => 'only moderators may post in this community.',
  'refusal-community-closed': () => 'the community has been closed.',
  'refusal-without-community': () => 'it accepts only what is posted in one of its communities.',
  'refusal-not-public': () => 'it accepts only public posts.',
  'refusal-parent-unknown': () => 'it does not have the post that you reply to.',
  'refusal-thread-too-deep': () => 'the thread has too many levels there.',
  'refusal-blocked-by-person': () => 'the person blocks you.',
  'refusal-server-blocked': () => 'it accepts nothing from this server.',
  'refusal-language': () => 'it does not accept posts in this language.',
  'refusal-word': () => 'it contains a word that is not allowed there.',
  'refusal-link': () => 'it contains a link that is not allowed there.',
  'refusal-sensitive': () => 'it does not accept sensitive posts.',
  'refusal-title': () => 'its title is too long or not allowed there.',
  'refusal-too-large': () => 'it is too long for that server.',
  'refusal-quoted': ({ answer }: { answer: string }) => `“${answer}”`,
}
