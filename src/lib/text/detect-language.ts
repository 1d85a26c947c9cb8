/** Detects the language of a text that a person typed. It rather answers nothing than a wrong language. */
import { decide, isVietnamese, type LikelyLanguage } from './decide-language.ts'

/** UTF-16 code units of the text without links, names and code. */
const MIN_LENGTH = 20
const MAX_LENGTH = 4_000

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]{1,1000}`/g
const NO_WORDS = /https?:\/\/\S{1,2000}|[@#＃]\S{1,200}|:[a-z0-9_+-]{1,50}:|\p{N}{1,50}/giu

/**
 * The language of a text as an ISO 639-1 code; undefined if the text is too short or its language is not certain. The
 * data (about 30 MB of memory) is loaded on first use, so a server whose users choose their languages never holds it.
 */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const words = text
    .slice(0, MAX_LENGTH)
    .replace(CODE, ' ')
    .replace(NO_WORDS, ' ')
    .replace(/\s{1,1000}/g, ' ')
    .trim()
    .toLowerCase()
  if (words.length < MIN_LENGTH) return undefined
  if (isVietnamese(words)) return 'vi'
  const { eld } = await import('eld/extrasmall')
  const result = eld.detect(words)
  return result.isReliable() ? decide(words, candidates(result.getScores())) : undefined
}

/** The two most likely languages. */
function candidates(scores: Readonly<Record<string, number>>): LikelyLanguage[] {
  const best = Object.entries(scores).slice(0, 2)
  // The library scales the scores to a number below 1. The ratio of the raw ones says more.
  return best.map(([language, score]) => ({ language, score: score / (1 - score) }))
}
