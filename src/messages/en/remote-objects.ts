/** Why an object or activity was rejected. Administrators read these: the sender's in the response, ours in the log. */
export const remoteObjectMessages = {
  'uri-deleted': ({ uri }: { uri: string }) => `${uri} has been deleted.`,
  'uri-taken': ({ uri }: { uri: string }) => `${uri} already identifies another object.`,
  'actor-suspended': ({ uri }: { uri: string }) => `${uri} is suspended on this server.`,
  'actor-inactive': ({ uri }: { uri: string }) => `${uri} is suspended or deleted.`,
  'actor-gone': ({ uri }: { uri: string }) => `The actor ${uri} is deleted or unknown.`,
  'actor-claims-this-host': ({ uri }: { uri: string }) => `${uri} claims to belong to this server.`,
  'actor-stored-twice': ({ uri }: { uri: string }) => `${uri} was stored by another request at the same time.`,
  'actor-name-unusable': () => 'The actor’s name contains characters that cannot be shown.',
  'actor-not-object': () => 'The actor is not a JSON object.',
  'actor-without-id': () => 'The actor has no usable id.',
  'actor-without-inbox': () => 'The actor has no inbox.',
  'actor-without-name': () => 'The actor has no usable preferredUsername.',
  'not-an-actor': ({ type }: { type: string | undefined }) =>
    type === undefined ? 'The object has no type.' : `An object of type ${type} is not an actor.`,

  'post-not-object': () => 'The post is not a JSON object.',
  'not-a-post': ({ type }: { type: string | undefined }) =>
    type === undefined ? 'The object has no type.' : `An object of type ${type} is not a post.`,
  'post-without-id': () => 'The post has no usable id.',
  'post-without-one-author': () => 'The post does not name exactly one author.',
  'post-author-on-other-host': ({ host }: { host: string | undefined }) => `The author of the post is not on ${host}.`,
  'post-text-too-long': ({ max }: { max: number }) => `The text of the post is longer than ${max} characters.`,
  'post-is-vote': () => 'This is a vote in a poll, not a post.',
  'post-irrelevant': () => 'The post concerns no one on this server.',
  'post-author-not-sender': () => 'The author of the post is not the sender of the activity.',
  'post-of-other-author': ({ uri }: { uri: string }) => `${uri} belongs to another author.`,
  'post-not-stored': ({ uri }: { uri: string }) => `${uri} could not be stored.`,
  'post-is-boost': ({ uri }: { uri: string }) => `${uri} is a boost, and a boost cannot be edited.`,
  'post-time-changed': ({ uri }: { uri: string }) => `${uri} now claims another time of publication.`,
  'post-parent-changed': ({ uri }: { uri: string }) => `${uri} now claims to reply to another post.`,
  'post-restored-by-other': () => 'Only the author of a post can restore it.',

  'activity-inconsistent': ({ type }: { type: string }) => `This ${type} activity contradicts itself.`,
  'create-without-object': () => 'This Create activity names no post on its own server.',
  'create-of-local-post': () => 'Another server cannot create a post of this server.',
  'update-by-other': () => 'Only the author of a post can edit it.',
  'delete-by-other': () => 'Only the author of a post can delete it.',
  'delete-of-other-account': () => 'An account can delete only itself.',
  'forwarded-without-object': () => 'The forwarded activity names no object.',
  'forwarded-unverifiable': () =>
    'A forwarded activity of this type cannot be verified. It is accepted only from its actor.',
}
