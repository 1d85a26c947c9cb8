/** A part of a form that is not what its field takes. */
export class RefusedPart extends Error {
  readonly field: string
  readonly reason: 'not-a-text' | 'one-too-many'
  constructor(field: string, reason: RefusedPart['reason']) {
    super(`${field}: ${reason}`)
    this.field = field
    this.reason = reason
  }
}
