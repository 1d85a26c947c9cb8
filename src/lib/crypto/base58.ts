const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** The conversion is quadratic; keys are short. */
const MAX_BASE58_LENGTH = 128

/** Bytes in base58 of the Bitcoin alphabet. */
export function encodeBase58(bytes: Uint8Array): string {
  let number = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  while (number > 0n) {
    text = ALPHABET[Number(number % 58n)] + text
    number /= 58n
  }
  return ALPHABET[0]?.repeat(leading(bytes, 0)) + text
}

/** The bytes of a base58 text, or undefined if it is none. */
export function decodeBase58(text: string): Uint8Array | undefined {
  if (text.length > MAX_BASE58_LENGTH) return undefined
  let number = 0n
  for (const char of text) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return undefined
    number = number * 58n + BigInt(digit)
  }
  const hex = number === 0n ? '' : number.toString(16)
  const rest = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return Buffer.concat([Buffer.alloc(leading(text, ALPHABET[0])), rest])
}

function leading<T>(items: ArrayLike<T>, zero: T | undefined): number {
  let count = 0
  while (count < items.length && items[count] === zero) count++
  return count
}
