/** The digits of base 83, in which blurhashes are written (https://github.com/woltapp/blurhash, Algorithm.md). */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
/** The average colour is in four digits, after one digit for the number of components and one for their largest. */
const AVERAGE = { from: 2, to: 6 }
const BRIGHTEST = 0xffffff

interface Colour {
  /** As `#rrggbb`. */
  css: string
  /** Whether white text is easier to read on it than black. */
  isDark: boolean
}

/** The average colour of a picture. A blurhash that is none, as other servers may send, has no colour. */
export function averageColour(blurhash: string | null): Colour | undefined {
  const digits = [...(blurhash ?? '').slice(AVERAGE.from, AVERAGE.to)].map((digit) => DIGITS.indexOf(digit))
  if (digits.length < AVERAGE.to - AVERAGE.from || digits.includes(-1)) return undefined
  const value = digits.reduce((sum, digit) => sum * DIGITS.length + digit, 0)
  if (value > BRIGHTEST) return undefined
  return { css: `#${value.toString(16).padStart(6, '0')}`, isDark: luminance(value) < EQUAL_CONTRAST }
}

/** The luminance on which black and white text have the same contrast. */
const EQUAL_CONTRAST = 0.179

/** WCAG 2.2, “relative luminance”: from 0 (black) to 1 (white). */
function luminance(colour: number): number {
  const [red = 0, green = 0, blue = 0] = [16, 8, 0].map((bits) => linear(((colour >> bits) & 0xff) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
