const MIN_LENGTH = 20
const MAX_LENGTH = 1_000

/**
 * The language of a text as an ISO 639-1 code; undefined if the text is too short to tell. The language data is loaded
 * on first use, so a server whose users do not post never holds it in memory.
 */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const words = text.replace(/https?:\/\/\S{1,2000}|[@#]\S{1,200}/g, '').trim()
  if (words.length < MIN_LENGTH) return undefined
  const { detect } = await import('tinyld/light')
  return detect(words.slice(0, MAX_LENGTH)) || undefined
}
