export const statusMessages = {
  'post-deleted': () => 'This post has been deleted.',
  'no-such-medium': () => 'The post has no picture, film or sound here. It may have been edited.',
  'no-public-post': () => 'This post does not exist, or it is not public.',
  'no-visible-post': () => 'This post does not exist any more, or you are not allowed to see it.',
  'no-own-post': () => 'Only its author can edit or delete a post.',
  'reply-to-hidden': () => 'You cannot reply to a post you are not allowed to see.',
  'boost-not-public': () => 'You cannot boost this post, because not everyone is allowed to see it.',
  'reply-not-wanted': () => 'The author of this post does not let you reply to it.',
  'favourite-not-wanted': () => 'The author of this post does not let you like it.',
  'boost-not-wanted': () => 'The author of this post does not let you boost it.',
  // Mastodon's sentences.
  'unexpected-mentions': () => 'Post would be sent to unexpected accounts',
  'pin-boost': () => 'Validation failed: A boost cannot be pinned',
  'pin-direct': () => 'Validation failed: Posts that are only visible to mentioned users cannot be pinned',
  'pin-limit': () => 'Validation failed: You have already pinned the maximum number of posts',
  'not-a-hashtag': ({ text }: { text: string }) =>
    `“${text}” is not a hashtag. Write it without spaces or punctuation.`,
}
