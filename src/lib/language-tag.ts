const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}$/i

/** Whether a text can be the tag of a language: `de`, `pt-BR`, `zh-Hant-TW` (BCP 47). In any case. */
export function isLanguageTag(text: string): boolean {
  return TAG.test(text)
}
