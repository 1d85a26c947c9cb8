/** The languages that people choose from. Others can be set by an app, as any BCP 47 tag. */
const CODES =
  'af am ar az be bg bn br bs ca ckb co cs cy da de el en eo es et eu fa fi fo fr fy ga gd gl gn gu ha he hi hr ht hu hy ia id ig is it ja jbo jv ka kk km kn ko ku kw ky la lb lo lt lv mi mk ml mn mr ms mt my nb ne nl nn oc pa pl ps pt ro ru sa sc sco si sk sl sn so sq sr st su sv sw ta te tg th tl tok tr tt uk ur uz vi wa xh yi yo zgh zh zu'

const NAMES = new Intl.DisplayNames('en', { type: 'language' })

/** Code and English name, by name. */
export const LANGUAGES: readonly [code: string, name: string][] = CODES.split(' ')
  .map((code): [string, string] => [code, languageName(code)])
  .sort(([, a], [, b]) => a.localeCompare(b, 'en'))

/** `pt-BR` → `Brazilian Portuguese`; the text itself if it is not a tag or has no name */
export function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag
  } catch (error) {
    if (error instanceof RangeError) return tag
    throw error
  }
}
