/** Longer headers are refused. The signature of an 8192-bit RSA key or three addresses fit easily. */
const MAX_LENGTH = 8192
const PARAMETER = /[ \t]*([A-Za-z]+)=(?:"([^"\\]*)"|(\d{1,12}))[ \t]*(,|$)/y

/**
 * The parameters of a header such as `keyId="https://…", created=12`, the form of draft-cavage and FEP-8fcf.
 * @returns undefined if the header has any other form or repeats a name
 */
export function readQuotedParameters(header: string): Map<string, string> | undefined {
  if (header.length > MAX_LENGTH) return undefined
  const found = new Map<string, string>()
  PARAMETER.lastIndex = 0
  for (let more = true; more; ) {
    const parameter = PARAMETER.exec(header)
    if (!parameter) return undefined
    const [, name = '', text, number, comma] = parameter
    if (found.has(name)) return undefined
    found.set(name, text ?? number ?? '')
    more = comma === ','
  }
  return found
}
