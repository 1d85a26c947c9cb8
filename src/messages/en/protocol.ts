/** What another server is told that asks for a document or a list. */
export const protocol = {
  // As Mastodon answers other servers.
  'no-such-document': () => 'Not Found',
  'activity-or-page': () => 'This address answers application/activity+json or text/html.',
  'signature-needed': () => 'This server answers only signed requests (authorized fetch).',
  'list-hidden': () => 'This account does not show this list.',
  'followers-unsigned': () => 'This list is only for the server of the followers. Sign the request.',
  'followers-too-many': () => 'This account has too many followers to compare them.',
  'inbox-get': () => 'An inbox accepts only POST.',
  'page-not-true': () => 'The parameter page can only be “true”.',
  'not-a-cursor': ({ name }: { name: string }) => `The parameter ${name} is not a cursor of this collection.`,
  'server-mistake': () => 'Something went wrong on this server.',
}
