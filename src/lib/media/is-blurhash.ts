const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
const CHARACTERS = /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]+$/
/** Components in each direction. */
const MAX_COMPONENTS = 9
/** The size, the brightness, and the mean colour. */
const HEAD_LENGTH = 4
const COMPONENT_LENGTH = 2
const MAX_LENGTH = HEAD_LENGTH + COMPONENT_LENGTH * MAX_COMPONENTS ** 2

/**
 * Whether a text is a complete blurhash. Its first character says how many components follow; decoders read past the end
 * of a text that is too short for them (case 82).
 */
export function isBlurhash(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > MAX_LENGTH || !CHARACTERS.test(text)) return false
  const size = ALPHABET.indexOf(text.charAt(0))
  const [x, y] = [(size % MAX_COMPONENTS) + 1, Math.floor(size / MAX_COMPONENTS) + 1]
  return y <= MAX_COMPONENTS && text.length === HEAD_LENGTH + COMPONENT_LENGTH * x * y
}
