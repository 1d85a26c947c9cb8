/**
 * The characters with which text from outside could control a terminal, or forge or hide a line: C0 except tab and line
 * feed, DEL, C1 (0x9b starts a terminal sequence), line separators and bidi controls.
 */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** The text with each of these characters as `\u001b`, the escape of JSON. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
