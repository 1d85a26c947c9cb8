/** Feeds of other sites that people here follow. */
export const followedFeedMessages = {
  'actor-is-feed': ({ uri }: { uri: string }) => `${uri} is followed as a feed here, so it is not read as an actor.`,
  'feed-is-actor': ({ uri }: { uri: string }) => `${uri} is the id of an account, so it is not read as a feed.`,
  'feed-of-this-server': ({ acct }: { acct: string }) =>
    `This is a feed of this server. Follow the account @${acct} itself.`,
  'feed-here': () => 'This is a feed of this server. Follow the accounts or hashtags themselves.',
  'feed-with-dtd': () => 'This feed has a document type or entities of its own, which are not read for safety.',
  'feed-too-complex': () => 'This feed has too many or too deeply nested elements.',
  'feed-malformed': () => 'This feed is not well-formed, so it cannot be read.',
  'feed-no-replies': () =>
    'This post comes from a feed, so a reply would reach nobody there. Its page may take comments.',
  'feed-no-boosts': () =>
    'This post comes from a feed, so other servers could not fetch it. Share its link in a post instead.',
  'no-such-feed': ({ address }: { address: string }) => `No feed with the address ${address} is known here.`,
  'too-many-feeds': ({ max }: { max: number }) =>
    `You follow as many feeds as one person may (${max}). Unfollow one first.`,
}
