/** What a scope allows, for the person who decides about it. Each sentence follows “It could”. */

const THINGS: Record<string, string> = {
  accounts: 'your profile',
  blocks: 'who you block',
  bookmarks: 'your bookmarks',
  collections: 'your collections',
  conversations: 'your conversations',
  favourites: 'your favourites',
  filters: 'your filters',
  follows: 'who you follow',
  lists: 'your lists',
  media: 'the files that you upload',
  mutes: 'who you mute',
  notifications: 'your notifications',
  reports: 'reports',
  search: 'search results',
  statuses: 'posts',
  domain_allows: 'allowed servers',
  domain_blocks: 'blocked servers',
  ip_blocks: 'blocked addresses',
  email_domain_blocks: 'blocked e-mail providers',
  canonical_email_blocks: 'blocked e-mail addresses',
}

const WHOLE: Record<string, string> = {
  profile: 'see your name and picture',
  read: 'read everything in your account, private posts included',
  write: 'change your account, and post, follow and delete in your name',
  follow: 'change who you follow, block and mute',
  push: 'receive your notifications',
  'admin:read': 'read all data of this server, including everyone’s private data',
  'admin:write': 'change all data of this server',
  offline_access: 'stay connected until you remove it',
}

const WRITING: Record<string, string> = {
  statuses: 'publish, edit and delete posts in your name',
  media: 'upload files in your name',
  reports: 'report others in your name',
  accounts: 'change your profile and your settings',
  notifications: 'dismiss your notifications',
}

/** `write:statuses` → `publish, edit and delete posts in your name` */
export function describeScope(scope: string): string {
  const whole = WHOLE[scope]
  if (whole) return whole
  const [noun = scope, verb, admin] = scope.split(':').reverse()
  const thing = THINGS[noun] ?? noun
  if (admin) return `${verb === 'read' ? 'read' : 'change'} ${thing} as an administrator`
  if (verb === 'read') return `see ${thing}`
  return WRITING[noun] ?? `change ${thing}`
}

/** Whether pages mark this scope: with it, an app changes the whole account or its relationships, or uses the server. */
export function isDangerous(scope: string): boolean {
  return scope === 'write' || scope.startsWith('admin:') || scope === 'write:accounts' || scope === 'follow'
}
