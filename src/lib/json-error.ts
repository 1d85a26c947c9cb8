/** The text is not JSON that we accept. The message is a plain sentence that may be sent to the sender. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
}
