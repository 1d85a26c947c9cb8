import { showBytes } from '../../lib/bytes.ts'
import { describeFields, type Problems } from './fields.ts'

/** Problems with a request itself, independent of its purpose. */
export const requestMessages = {
  // The next three are Mastodon's sentences; clients compare them.
  'record-not-found': () => 'Record not found',
  'too-many-requests': () => 'Too many requests',
  'invalid-fields': ({ problems }: { problems: Problems }) =>
    `Validation failed: ${describeFields(problems).join(', ')}`,

  'too-many-pages': () =>
    'This server has received too many requests from your network. Wait a few minutes, then load the page again.',
  'search-signed-out': () => 'Sign in to search other servers, or to see further pages of results.',
  'form-from-other-site': () => 'This form was sent from another site. Open it here and send it again.',
  'form-expired': () => 'This form is too old to be accepted. Go back, load the page again and send it once more.',
  'form-too-long': () => 'This form is too long. Shorten what you wrote and send it again.',
  'draft-expired': () =>
    'This page was too old to be accepted. Nothing was posted yet. Look at your post, and send it again.',
  'files-too-large': () => 'These files are larger than this server accepts, so none of them was taken.',
  'form-unreadable': () => 'The request does not contain a form. Open the page and submit its form.',
  'body-type': () => 'The body must be JSON or a form. Set Content-Type to application/json.',
  'body-not-json': ({ reason }: { reason: string }) => `There was a problem parsing the JSON: ${reason}`,
  'body-not-multipart': () => 'The multipart body is malformed. Check its boundary.',
  'body-too-nested': ({ reason }: { reason: string }) => `The request has ${reason}. Send fewer.`,
  'body-compressed': () => 'Compressed bodies are not accepted. Send the body without Content-Encoding.',
  'body-too-long': ({ max }: { max: number }) => `The request is larger than ${showBytes(max)}. Send less at once.`,
  'body-cut-off': () => 'The body ended before all of it had arrived. Send it again.',
  'body-too-slow': () => 'The body arrives too slowly. Send it again over a better connection.',
  'body-too-many-pieces': () => 'The body comes in too many pieces. Send larger ones.',
  'body-no-room': () => 'This server is receiving too much at once. Try again in a few seconds.',
  'file-being-removed': () => 'The same file is being removed at the moment. Try again in a minute.',
  'storage-full': () => 'This server has no space left on its disk. Its administrators must make room.',
  'database-down': () => 'degraded: the database does not respond',
  'disk-low': () => 'degraded: the disk is almost full, so no further copies of media of other servers are kept',
  'internal-error': () => 'Something went wrong on this server. Try again later.',
  'internal-error-logged': ({ requestId }: { requestId: string }) =>
    `The administrators can find the error in the log under the request id ${requestId}.`,
  'wrong-host': ({ host, origin }: { host: string; origin: string }) =>
    `This server is ${host}. Use ${origin}/ instead.`,
  'address-with-null': () => 'The address contains a NUL character.',
}
