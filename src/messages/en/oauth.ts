/** Errors of OAuth 2, which the developer of an app reads. */
export const oauthMessages = {
  'oauth-invalid-client': () => 'There is no app with this client_id and client_secret.',
  'oauth-invalid-grant': () =>
    'This code or refresh token is invalid, has expired, was used before, belongs to another app or redirect_uri, or does not fit the code_verifier.',
  'oauth-invalid-request': ({ field }: { field: string }) => `The parameter ${field} is missing or is not valid.`,
  'oauth-invalid-scope': ({ scope }: { scope: string }) =>
    `The app did not register for the scope “${scope}”, or it does not exist.`,
  'oauth-unsupported-grant': () =>
    'grant_type must be authorization_code, refresh_token or client_credentials. Passwords are not accepted here.',
  'client-unknown': () =>
    'The app that sent you here is not known to this server. Remove the account in the app and add it again.',
  'redirect-uri-unknown': ({ app }: { app: string }) =>
    `${app} asked to send the answer to an address that it did not register. Nothing was sent there.`,
  'app-request-invalid': ({ app, error }: { app: string; error: string }) =>
    `${app} asked for access in a way that does not work here (${error}). It was not allowed anything.`,
  /** Mastodon's sentence; clients compare it. */
  'user-token-needed': () => 'This method requires an authenticated user',
  'app-token-needed': () => 'This method needs the token of an app. An API key belongs to no app.',
}
