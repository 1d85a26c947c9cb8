export const accountMessages = {
  'account-deleted': () => 'This account has been deleted.',
  'account-suspended': () => 'This account is suspended.',
  'account-inactive': () => 'Your account is suspended or deleted, so you cannot do this.',
  'no-account': ({ acct }: { acct: string }) => `There is no account @${acct} on this server.`,
  'account-unknown-here': ({ acct }: { acct: string }) =>
    `This server does not know @${acct}. Search for the handle while signed in, and it asks the other server.`,
  'not-a-handle': ({ text }: { text: string }) => `“${text}” is not a handle. Write it like name@social.example.`,
  'server-actor-undeletable': () => 'The account of the server itself cannot be deleted.',
  'profile-not-ours': () => 'Only the account’s own server can change its profile.',
  'keys-not-ours': () => 'Only the account’s own server can change its keys.',
  'keys-change-pending': ({ username, at }: { username: string; at: number }) =>
    `New keys for @${username} already come into force at ${new Date(at).toISOString()}. Rotate them again after that.`,

  'block-self': () => 'You cannot block yourself.',
  'mute-self': () => 'You cannot mute yourself.',
  'follow-self': () => 'You cannot follow yourself.',
  'follow-moved': () => 'This account has moved. Follow its new account instead.',
  'follow-server': () => 'This account stands for a whole server and cannot be followed.',
  'follow-not-ours': () => 'At least one of the two accounts must belong to this server.',
  'follow-blocked': () => 'You cannot follow this account, because one of you has blocked the other.',
  'no-follow-request': () => 'There is no follow request from this account. It may have been withdrawn.',
}
