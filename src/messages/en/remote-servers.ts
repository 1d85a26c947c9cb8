/** Failures of requests to and from other servers. A `reason` is the protocol's own diagnosis, for administrators. */
export const remoteServerMessages = {
  'host-unavailable': ({ host, reason }: { host: string; reason: string }) =>
    `${host} cannot be reached right now. ${reason}`,
  'host-backing-off': ({ host }: { host: string }) =>
    `${host} did not respond a moment ago. This server will ask it again later.`,
  'too-many-fetches': () => 'This server is already running too many fetches. Try again in a moment.',
  'too-many-fetches-caused': () => 'Your server has made this server fetch too much. Try again later.',
  'too-many-waiting-activities': ({ host }: { host: string }) =>
    `Too many activities from ${host} are already waiting for other servers. Try again later.`,
  'fetch-budget-spent': () => 'This would take too many requests to other servers.',
  'host-blocked': ({ host }: { host: string }) => `${host} is blocked on this server.`,
  'host-says-gone': ({ host }: { host: string }) => `${host} says that this has been deleted.`,
  'host-says-missing': ({ host }: { host: string }) => `${host} says that this does not exist.`,
  'host-says-forbidden': ({ host }: { host: string }) => `${host} does not allow this server to see this.`,
  'host-answer-rejected': ({ host, reason }: { host: string; reason: string }) =>
    `The response from ${host} was rejected. ${reason}`,
  'host-without-account': ({ host, username }: { host: string; username: string }) =>
    `${host} has no account called ${username}.`,
  'host-without-community': ({ host, username }: { host: string; username: string }) =>
    `${host} has no community called ${username}.`,
  'host-without-subscribe': ({ host }: { host: string }) =>
    `${host} does not say how to follow an account from there. Search for the handle in your own app instead.`,
  'host-claims-local-account': ({ host }: { host: string }) => `${host} claims an account of this server as its own.`,
  'handle-mismatch': ({ acct }: { acct: string }) => `@${acct} leads to an account with another handle.`,
  'handle-unconfirmed': ({ uri, reason }: { uri: string; reason: string }) =>
    `The server of ${uri} does not confirm its handle. ${reason}`,
  'not-an-address': () => 'This is not a web address. Enter a complete URL.',
  'fetch-of-own-document': () => 'This server does not fetch its own documents.',
  'document-without-id': () => 'The document has no usable id.',

  'key-without-owner': ({ keyId }: { keyId: string }) => `The key ${keyId} names no owner.`,
  'key-not-of-owner': ({ owner, keyId }: { owner: string; keyId: string }) => `${owner} has no key ${keyId}.`,
  'key-of-other-account': ({ keyId }: { keyId: string }) => `The key ${keyId} belongs to another account.`,
  'key-claimed-twice': () => 'A key of this account already belongs to another account.',
  'key-fetch-delayed': () => 'This key could not be fetched a moment ago. This server will ask for it again later.',
  'key-of-this-server': () => 'The key belongs to this server, so another server cannot sign with it.',
  'signature-wrong': () => 'The signature does not match the key, or there is no such key.',
  'key-unavailable': () => 'Your key cannot be fetched right now. Try again later.',
  'server-blocked': () => 'Your server is blocked on this server.',
  'inbox-not-interested': () => 'Your server sent much that concerns nobody here. Try again later.',
  'inbox-full': () => 'Too many activities are waiting on this server. Try again later.',
  'inbox-type': () => 'An inbox accepts only application/activity+json.',
  'protocol-error': ({ reason }: { reason: string }) => reason,
}
