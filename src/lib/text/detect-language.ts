const MIN_LENGTH = 20
const MAX_LENGTH = 1_000

/**
 * The language of a text as an ISO 639-1 code; undefined when it is too short to tell. What it knows of languages is
 * loaded at the first use: a server where nobody writes does not carry it.
 */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const words = text.replace(/https?:\/\/\S{1,2000}|[@#]\S{1,200}/g, '').trim()
  if (words.length < MIN_LENGTH) return undefined
  const { detect } = await import('tinyld/light')
  return detect(words.slice(0, MAX_LENGTH)) || undefined
}
