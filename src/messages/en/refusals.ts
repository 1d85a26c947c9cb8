/**
 * What another server refused, and why. `who`: one or more hosts. `what` and `why` are from below; `why` has its
 * full stop, or is what the server said in quotation marks.
 */
export const refusalMessages = {
  refused: ({ who, what, why }: { who: string; what: string; why: string }) => `${who} refused ${what}: ${why}`,
  'refused-silently': ({ who, what }: { who: string; what: string }) => `${who} refused ${what} and did not say why.`,

  'refused-post': () => 'this',
  'refused-edit': () => 'your last edit',
  'refused-like': () => 'your like',
  'refused-follow': () => 'your request',

  'refusal-locked': () => 'the post is locked.',
  'refusal-banned-from-community': () => 'you are banned from this community.',
  'refusal-banned-from-server': () => 'you are banned there.',
  'refusal-moderators-only': () => 'only moderators may post in this community.',
  'refusal-community-closed': () => 'the community has been closed.',
  'refusal-without-community': () => 'it accepts only what is posted in one of its communities.',
  'refusal-not-public': () => 'it accepts only public posts.',
  'refusal-parent-unknown': () => 'it does not have the post that you are replying to.',
  'refusal-thread-too-deep': () => 'the thread has too many levels there.',
  'refusal-blocked-by-person': () => 'this person has blocked you.',
  'refusal-server-blocked': () => 'it accepts nothing from this server.',
  'refusal-language': () => 'it does not accept posts in this language.',
  'refusal-word': () => 'it contains a word that is not allowed there.',
  'refusal-link': () => 'it contains a link that is not allowed there.',
  'refusal-sensitive': () => 'it does not accept sensitive posts.',
  'refusal-title': () => 'its title is too long or not allowed there.',
  'refusal-too-large': () => 'it is too long for that server.',
  'refusal-quoted': ({ answer }: { answer: string }) => `“${answer}”`,
}
