/** Errors for remote servers that request a document or a collection. */
export const protocolMessages = {
  // Mastodon's wording.
  'no-such-document': () => 'Not Found',
  'not-acceptable': () => 'This address offers application/activity+json and text/html. Accept one of them.',
  'signature-required': () => 'This server requires authorized fetch. Sign the request.',
  'list-hidden': () => 'This account hides this list.',
  'followers-unsigned': () => 'Only the followers’ own server may read this list. Sign the request.',
  'followers-too-many': () => 'This account has too many followers on your server to list them at once.',
  'inbox-get': () => 'An inbox accepts only POST.',
  'page-parameter-invalid': () => 'The parameter “page” must be “true”.',
  'not-a-cursor': ({ name }: { name: string }) =>
    `The parameter “${name}” is not a cursor of this collection. Follow the links in its pages.`,
}
