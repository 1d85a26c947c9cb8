/** Errors of administrative commands. */
export const serverMessages = {
  'no-user': ({ name }: { name: string }) => `There is no user called ${name}. \`atoll user list\` lists the users.`,
  'no-waiting-job': ({ id }: { id: string }) => `There is no waiting job ${id}. \`atoll jobs list\` lists the jobs.`,
  'not-a-key-id': ({ text }: { text: string }) =>
    `“${text}” is not the id of an API key. \`atoll token list\` lists the ids.`,
  'block-own-domain': () => 'A server cannot block itself.',
  'not-a-domain': ({ text }: { text: string }) => `“${text}” is not a domain. Write it like social.example.`,
  'domain-not-blocked': ({ domain }: { domain: string }) =>
    `${domain} is not blocked. \`atoll domain list\` lists the blocked servers.`,
  'address-changed': ({ before, now }: { before: string; now: string }) =>
    `Other servers know the accounts and posts in this database under ${before}, so its address cannot change to ` +
    `${now}. Start with the earlier settings (ATOLL_HOST, ATOLL_PORT, ATOLL_TLS_CERT), or with an empty ATOLL_DATA.`,
}
