export const accountMessages = {
  'account-deleted': () => 'This account has been deleted.',
  'account-suspended': () => 'This account is suspended.',
  'account-inactive': () =>
    'Your account is suspended or deleted, so you cannot do this. Contact the administrators of this server.',
  'no-account': ({ acct }: { acct: string }) => `There is no account @${acct} on this server. Check the spelling.`,
  'account-hidden': () => 'This does not exist here, or you are not allowed to see it.',
  'account-unknown-here': ({ acct }: { acct: string }) =>
    `This server does not know @${acct} yet. Sign in and search for the handle to fetch the account.`,
  'feed-elsewhere': ({ acct, url }: { acct: string; url: string }) =>
    `@${acct} is on another server, which publishes its feeds, if there are any. Its profile is at ${url}`,
  'no-feed-page': () => 'This feed has no posts as old as these.',
  'not-a-handle': ({ text }: { text: string }) => `“${text}” is not a handle. Write it like name@social.example.`,
  'server-actor-undeletable': () => 'The server’s own account cannot be deleted.',
  'profile-of-remote-account': () => 'Only an account’s own server can change its profile.',
  'keys-of-remote-account': () => 'Only an account’s own server can change its keys.',
  'keys-change-pending': ({ username, at }: { username: string; at: number }) =>
    `@${username} already has new keys, which take effect at ${new Date(at).toISOString()}. Rotate them again after that.`,

  'block-self': () => 'You cannot block yourself.',
  'mute-self': () => 'You cannot mute yourself.',
  'follow-self': () => 'You cannot follow yourself.',
  'follow-moved': () => 'This account has moved. Follow its new account instead.',
  'follow-server': () => 'This account represents a whole server and cannot be followed.',
  'follow-between-remote-accounts': () => 'At least one of the two accounts must belong to this server.',
  'follow-blocked': () => 'You cannot follow this account, because one of you has blocked the other.',
  'no-follow-request': () => 'There is no follow request from this account. It may have been withdrawn.',
}
