/** Errors of administrative commands. */
export const server = {
  'no-user': ({ name }: { name: string }) => `There is no user called ${name}.`,
  'no-waiting-job': ({ id }: { id: string }) => `There is no waiting job ${id}.`,
  'not-a-key-id': ({ text }: { text: string }) => `“${text}” is not the id of an API key.`,
  'block-own-domain': () => 'A server cannot block itself.',
  'not-a-domain': ({ text }: { text: string }) => `“${text}” is not a domain. Write it like social.example.`,
  'domain-not-blocked': ({ domain }: { domain: string }) => `${domain} is not blocked.`,
  'address-changed': ({ before, now }: { before: string; now: string }) =>
    `Other servers know the accounts and posts in this database under ${before}, so its address cannot change to ` +
    `${now}. Start with the earlier settings (ATOLL_HOST, ATOLL_PORT, ATOLL_TLS_CERT), or with an empty ATOLL_DATA.`,
}
