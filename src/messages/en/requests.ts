import { describeFields, type Problems } from './fields.ts'

/** What is wrong with a request itself, whatever it asks for. */
export const requests = {
  // The next three are Mastodon's sentences; clients compare them.
  'record-not-found': () => 'Record not found',
  'too-many-requests': () => 'Too many requests',
  'invalid-fields': ({ problems }: { problems: Problems }) =>
    `Validation failed: ${describeFields(problems).join(', ')}`,

  'search-signed-out': () => 'Sign in to search other servers, or to see further pages of results.',
  'form-from-elsewhere': () => 'This form was sent from another site. Open it here and send it again.',
  'form-too-long': () => 'This form is too long. Shorten what you wrote and send it again.',
  'form-unreadable': () => 'The request does not contain a form. Open the page and send its form.',
  'body-type': () => 'The body must be JSON or a form. Set Content-Type to application/json.',
  'body-not-json': ({ reason }: { reason: string }) => `There was a problem parsing the JSON: ${reason}`,
  'body-not-multipart': () => 'The multipart body is malformed.',
  'body-too-nested': ({ reason }: { reason: string }) => `The request has ${reason}.`,
  'body-compressed': () => 'Compressed bodies are not accepted. Send the body without Content-Encoding.',
  'body-too-long': ({ max }: { max: number }) => `The body is longer than ${max} bytes.`,
  'body-cut-off': () => 'The body ended before all of it had arrived.',
  'database-silent': () => 'degraded: the database does not answer',
  'our-mistake': () => 'Something went wrong on our side',
  'our-mistake-logged': ({ requestId }: { requestId: string }) =>
    `The administrator can find it in the log as ${requestId}.`,
  'wrong-host': ({ host, origin }: { host: string; origin: string }) => `This is ${host}. Ask for ${origin}/`,
  'address-with-null': () => 'The address contains a NUL character.',
}
