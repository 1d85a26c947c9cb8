/** Decides whether a likely language is certain enough. */

export interface LikelyLanguage {
  language: string
  /** How well the language fits the text. Only the ratio to another score means something. */
  score: number
}

/** The library takes languages that it does not know for these: Indonesian for Malay, many others for the other two. */
const NEVER_CERTAIN: ReadonlySet<string> = new Set(['ms', 'tl', 'yo'])

/** Languages that are written with other scripts than Latin and share it with few others. */
const OTHER_SCRIPTS: ReadonlySet<string> = new Set(
  'am ar be bg bn el fa gu he hi hy ja ka kn ko ku lo ml mr or pa ru sr ta te th uk ur zh'.split(' '),
)
const RELATED = [
  ['da', 'no', 'sv'],
  ['es', 'pt', 'ca', 'it'],
  ['cs', 'sk', 'sl', 'hr'],
] as const
/** How many times better the first language must fit than the second. */
const MARGIN = { related: 1.5, latin: 1.2, otherScript: 1.02 } as const

/** All letters of languages whose script has letters for others that the library does not know. */
const ALPHABETS: ReadonlyMap<string, RegExp> = new Map([
  ['be', /^[а-зй-шы-яёіў]*$/u],
  ['bg', /^[а-ъьюя]*$/u],
  ['ru', /^[а-яё]*$/u],
  ['sr', /^[а-икл-пр-шђјљњћџ]*$/u],
  ['uk', /^[а-щьюяґєії]*$/u],
  ['is', /^[a-záéíóúýðþæö]*$/u],
])

/** Vowels that only Vietnamese has. The library often takes it for Yoruba. */
const VIETNAMESE = /[ơưảấầẩẫắằẳẵặẻẽếềểễệỉịỏốồổỗộớờởỡợủứừửữựỳỵỷỹ]/gu
const ENOUGH_VOWELS = 2

const DANISH = `af sig mig dig nogen noget nogle blev blive bliver efter mod uden meget hvad op ud nu havde gennem
  mellem ret lidt mere gøre gør tage give hende sagde siger`
const NORWEGIAN = `av seg meg deg noen noe ble bli blir etter mot uten mye hva opp ut nå hadde gjennom mellom rett litt
  mer gjøre gjør henne sier`

/** Words and letters that tell close relatives apart. */
const SIGNS: ReadonlyMap<string, RegExp> = new Map([
  ['da', anyWord(DANISH)],
  ['no', anyWord(NORWEGIAN)],
  ['hi', anyWord('है हैं का की के में और को से पर यह जो नहीं')],
  ['mr', anyWord('आहे आहेत आणि किंवा व या हा ही हे नाही')],
  ['cs', /[ěřů]/u],
  ['sk', /[ľĺŕôä]/u],
])

function anyWord(words: string): RegExp {
  return new RegExp(String.raw`(?<!\p{L})(?:${words.split(/\s+/).join('|')})(?![\p{L}\p{M}])`, 'u')
}

export function isVietnamese(text: string): boolean {
  return (text.normalize('NFC').match(VIETNAMESE)?.length ?? 0) >= ENOUGH_VOWELS
}

/** @param text in lower case @param candidates the two most likely languages */
export function decide(text: string, [first, second]: readonly LikelyLanguage[]): string | undefined {
  if (!first || NEVER_CERTAIN.has(first.language) || !isInAlphabet(text, first.language)) return undefined
  const told = second && toldApart(text, first.language, second.language)
  if (told !== undefined) return told
  const ratio = first.score / (second?.score ?? 0)
  return ratio >= marginBetween(first.language, second?.language) ? first.language : undefined
}

function isInAlphabet(text: string, language: string): boolean {
  return ALPHABETS.get(language)?.test(text.replace(/\P{L}+/gu, '')) ?? true
}

function toldApart(text: string, one: string, other: string): string | undefined {
  const [signs, otherSigns] = [SIGNS.get(one), SIGNS.get(other)]
  if (!signs || !otherSigns || !areRelated(one, other)) return undefined
  const [has, hasOther] = [signs.test(text), otherSigns.test(text)]
  if (has === hasOther) return undefined
  return has ? one : other
}

function areRelated(one: string, other: string): boolean {
  if (OTHER_SCRIPTS.has(one)) return OTHER_SCRIPTS.has(other)
  return RELATED.some((family: readonly string[]) => family.includes(one) && family.includes(other))
}

function marginBetween(one: string, other = ''): number {
  if (OTHER_SCRIPTS.has(one)) return MARGIN.otherScript
  return areRelated(one, other) ? MARGIN.related : MARGIN.latin
}
