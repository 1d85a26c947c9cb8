const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}$/i

/** Whether a text has the form of a language tag: `de`, `pt-BR`, `zh-Hant-TW` (BCP 47). Case does not matter. */
export function isLanguageTag(text: string): boolean {
  return TAG.test(text)
}
