/** Which names of other alphabets than ASCII imitate nobody's (UTS #39, case 46). */

/** The scripts that people write with today, and those that are mixed in one language. */
const SCRIPTS: readonly RegExp[] = [
  // Without phonetic letters, several of which look like others.
  /^[a-z\u00c0-\u01bf\u01c4-\u024f\u1e00-\u1eff]*$/iu,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]*$/u,
  /^[\p{Script=Han}\p{Script=Hangul}]*$/u,
  /^[\p{Script=Han}\p{Script=Bopomofo}]*$/u,
  ...`Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao
  Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan`
    .split(/\s+/)
    .map((script) => new RegExp(`^\\p{Script=${script}}*$`, 'u')),
]

/** Letters of Cyrillic, Greek and Armenian that are taken for Latin ones. */
const LOOKS_LATIN = /^[асеорхуѕіјһԁԛԝѵґкАВСЕНІЈКМОРЅТХУԌԚԜοαινκρυχτΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսհոցքյԼՏՍՕ]*$/u

const ASCII = /^[\w.~+-]*$/

/**
 * Whether the letters of a name belong together, and it does not look like another name. Digits and signs of ASCII are
 * left to the caller. @param name normalized (NFC)
 */
export function isPlainName(name: string): boolean {
  if (ASCII.test(name)) return true
  if (name.normalize('NFKC') !== name || /\p{Default_Ignorable_Code_Point}/u.test(name)) return false
  const letters = name.replace(/[\d_.~+-]/g, '')
  return SCRIPTS.some((script) => script.test(letters)) && !LOOKS_LATIN.test(letters)
}
