export const signInMessages = {
  'login-disabled': () => 'Your login is disabled. Contact the administrators of this server.',
  'login-suspended': () => 'Your account is suspended. Contact the administrators of this server.',
  'login-unapproved': () => 'Your account is waiting for a moderator’s approval. Try again once it is approved.',
  // Mastodon's sentences; clients compare them.
  'login-unconfirmed': () => 'Your login is missing a confirmed e-mail address',
  'confirmation-by-other-app': () =>
    'This method is only available to the application the user originally signed-up with',
  'confirmation-not-awaited': () => 'This method is only available while the e-mail is awaiting confirmation',
  'login-already-approved': () => 'This account is already approved.',
  'login-ended': () => 'Your password was changed, or this login revoked, in the meantime. Sign in again.',
  'credentials-missing': () => 'Send an access token, or a username and a password.',
  'credentials-wrong': () => 'The username or password is wrong.',
  'second-factor-needed': () =>
    'This account has a second factor. Send a code of the authenticator app, or a recovery code, as `otp`.',
  'second-factor-wrong': () => 'This code is wrong, too old or used. Wait for the next one and try again.',
  'second-factor-not-begun': () => 'The second factor has changed in the meantime. Load the page again.',
  'password-wrong': () => 'The password is wrong.',
  'passwords-busy': () => 'Too many people are signing in at the moment. Try again in a few seconds.',
  'sign-up-closed': () => 'Sign-up is closed on this server. You can follow people here from any other server.',
  'link-invalid': () => 'This link was used before or has expired. Ask for a new one.',
  'email-taken': () => 'Another account here has this address in the meantime. Sign in to that one.',
  'nothing-to-confirm': () => 'There is no address to confirm.',
  'setup-link-invalid': () =>
    'This set-up link is not valid. While the server has no owner, each start prints a new link.',

  // Mastodon's sentences; clients compare them.
  'token-invalid': () => 'The access token is invalid',
  'scope-missing': () => 'This action is outside the authorized scopes',
  'scope-beyond-own': ({ scope }: { scope: string }) =>
    `This token cannot grant “${scope}”, because it does not have that scope itself.`,
  'key-already-expired': () => 'This API key would already have expired. Choose a later expiry.',
}
