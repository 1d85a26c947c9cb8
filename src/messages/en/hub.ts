/** Why the hub of our feeds refuses a request. Programs and the people who write them read it. */
export const hubMessages = {
  'hub-no-form': () => 'Send a form: the Content-Type must be application/x-www-form-urlencoded.',
  'hub-mode': ({ mode }: { mode: string }) => `hub.mode must be “subscribe” or “unsubscribe”, not “${mode}”.`,
  'hub-secret-too-long': ({ max }: { max: number }) => `hub.secret is too long: it may have ${max} bytes.`,
  'hub-lease': ({ text }: { text: string }) => `hub.lease_seconds must be a whole number of seconds, not “${text}”.`,
  'hub-callback-invalid': ({ max }: { max: number }) =>
    `hub.callback must be an http or https address of at most ${max} characters, without a fragment, user name or password.`,
  'hub-question-too-long': ({ max }: { max: number }) =>
    `hub.callback and hub.topic are too long together: this server asks addresses of at most ${max} characters.`,
  'hub-callback-here': () => 'hub.callback leads to this server, which sends nothing to itself.',
  'hub-callback-port': ({ port }: { port: string }) =>
    `hub.callback has the port ${port}. This server sends to the ports 80 and 443 only.`,
  'hub-callback-private': ({ host }: { host: string }) => `hub.callback is not on the internet: ${host}.`,
  'hub-topic-unknown': ({ topic }: { topic: string }) =>
    `hub.topic is not a feed of this server: “${topic}”. Use the address that the feed gives as its “self” link.`,
  'hub-topic-other': ({ self }: { self: string }) => `This feed has another address. Use ${self} as hub.topic.`,
  'hub-host-full': ({ host }: { host: string }) =>
    `${host} has as many subscriptions here as it may have. End some of them first.`,
  'hub-feed-full': () => 'This feed has as many subscribers as it may have. Read it from time to time instead.',
  'hub-full': () => 'This hub has as many subscriptions as it may have. Read the feed from time to time instead.',
  'hub-busy': () => 'Too many requests for this subscriber wait to be verified. Try again later.',
}
